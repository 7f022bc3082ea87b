"""The units that people write behind their numbers, each with its factor into the unit that the box asks for."""

from collections.abc import Mapping
from math import log
from typing import TypeAlias

Units: TypeAlias = Mapping[str, float]


def _units(*rows: tuple[float, str]) -> dict[str, float]:
    """Return a table from rows of a factor and the words that stand for it; the first word is that of the box."""
    return {unit: factor for factor, words in rows for unit in words.split(", ")}


def counted(*words: str) -> Units:
    """Return the table of a box whose numbers count something, which may be named behind them: `100 passes`."""
    return dict.fromkeys(words, 1)


PERCENT = counted("%")

TIMES = counted(
    *("times", "x", "×", "-fold", "fold", "times fewer", "times smaller", "times less", "times more")
)

SECONDS = _units(
    (1, "s, sec, secs, second, seconds"),
    (1e-3, "ms, msec, millisecond, milliseconds"),
    (60, "min, minute, minutes"),
)

# Both readings of "megabyte" are right as they stand, so neither is converted; GB and kB would have to be.
MEBIBYTES = _units(
    (1, "MiB, MB, M, mebibytes, megabytes"),
    (2**10, "GiB, gibibytes"),
    (2**-10, "KiB, kibibytes"),
    (2**-20, "B, byte, bytes"),
)

NATS = _units((1, "nats, nat"), (log(2), "bits, bit, shannons"))

GFLOP = _units(
    (1, "GFLOP, GFLOPs, gigaflop, gigaflops"),
    (1e3, "TFLOP, TFLOPs, teraflop, teraflops"),
    (1e-9, "FLOP, FLOPs"),
)

TFLOP = _units(
    (1, "TFLOP, TFLOPs, teraflop, teraflops"),
    (1e3, "PFLOP, PFLOPs"),
    (1e-3, "GFLOP, GFLOPs"),
    (1e-12, "FLOP, FLOPs"),
)

BILLIONS = {
    f"{unit}{things}": factor
    for unit, factor in _units((1, "billion, billions, bn, B"), (1e-3, "million, millions, M")).items()
    for things in ("", " weights", " parameters")
}

IMAGES_PER_HOUR = counted(
    *("images", "images per hour", "images/hour", "images/hr", "images/h", "per hour", "/hour", "/hr", "/h")
)
