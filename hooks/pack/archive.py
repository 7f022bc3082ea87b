"""Writes zips of which the same files always give the same bytes."""

import io
import zipfile
from collections.abc import Mapping

# Fixed, so that the same content gives the same bytes; a zip knows no earlier date.
DATE = (1980, 1, 1, 0, 0, 0)
UNIX = 3
READABLE = 0o100644 << 16  # an ordinary file, for those who unpack it on Unix


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of files, given by their names in it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in sorted(files):
            member = zipfile.ZipInfo(name, DATE)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = UNIX
            member.external_attr = READABLE
            archive.writestr(member, files[name], compresslevel=9)
    return packed.getvalue()


def unzipped(archive: bytes) -> dict[str, bytes]:
    """Return the files of a zip by their names in it."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist() if not name.endswith("/")}
