"""`workbook offline`: writes the workbook as one zip, whose pages open by double click."""

import tempfile
from pathlib import Path

from hooks.mkdocs.generator import build
from hooks.node import ROOT
from hooks.pack.offline import write_zip

SETTINGS = ROOT / "offline.yml"
TARGET = ROOT / "dist" / "workbook-offline.zip"


def write_offline(target: Path) -> int:
    """Build the pages and write the zip.

    Returns:
        The exit code of the build, which has said what is wrong; the zip is written when it is 0.
    """
    with tempfile.TemporaryDirectory() as site:
        code = build("--config-file", str(SETTINGS), "--site-dir", site)
        if code == 0:
            target.parent.mkdir(parents=True, exist_ok=True)
            write_zip(Path(site), target)
    return code
