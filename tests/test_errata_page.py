"""The page of errata names every finding once, and its numbers are the right ones."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from checkers.pages import errata
from hooks.source.lines import SLOT

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "errata.md").read_text(encoding="utf-8")
FINDINGS = 46

# Worked out by another route than the code's, to the digits given.
KNOWN = {
    "amplitude_1": 0.99995,
    "amplitude_percent_1000": 0.63528,
    "left_percent_750": 0.335055,
    "cosine_250": 0.920261,
    "cosine_750": 0.379802,
    "without_offset_750": 0.146447,
    "cosine_above_half": 496,
    "wide_score_at_3": -0.75,
    "wide_exponent_at_3": -1.125,
    "reverse_step": 0.825502,
    "reverse_step_posterior": 0.825350,
    "like_beta": 498,
    "guided_0": 1.6,
    "guided_1": 4.6,
    "guided_by_weight_0": 1.8,
    "guided_by_weight_1": 5.2,
    "positions": 4096,
    "smaller_matrix": 4096,
    "matrix_mib": 32,
    "matrix_mb": 33.554432,
    "pixel_matrix_gib": 128,
    "pixel_matrix_gb": 137.438953,
    "blend_1": 3.8,
    "euler_error": 1.595293,
    "euler_error_more": 0.150894,
    "latent_pairs": 268_435_456,
    "weights": 744_652_800,
    "rule_gflop": 5.2,
    "stated_seconds": 4.166667,
    "stated_per_hour": 864,
    "counted_seconds": 5.416667,
    "counted_per_hour": 664,
    "per_hour_25": 1728,
    "per_hour_40": 1080,
    "most_steps": 43,
    "utilisation_claimed": 78.7037,
    "loop_percent": 98.0263,
}


def entries():
    return re.findall(r"^(E\d\d) · (.+)\n((?::  |    ).+\n(?:    .+\n)*)", PAGE, re.MULTILINE)


def test_every_finding_has_one_entry_in_order():
    assert [number for number, _, _ in entries()] == [f"E{number:02}" for number in range(1, FINDINGS + 1)]


@pytest.mark.parametrize(("number", "where", "text"), entries())
def test_an_entry_tells_what_was_said_what_is_right_and_why(number, where, text):
    assert where
    assert [word.split()[0] for word in re.findall(r"\*\*([A-Z][\w ]*)[:.]", text)] == [
        "Said",
        "Right",
        "Why",
    ]


@pytest.mark.parametrize(("name", "value"), KNOWN.items())
def test_a_number_of_the_errata_is_the_known_one(name, value):
    assert errata.facts()[name] == pytest.approx(value, rel=1e-5)


def test_every_number_of_the_errata_is_shown():
    shown = {name.removeprefix("errata.") for name, _ in SLOT.findall(PAGE)}
    assert errata.facts().keys() - shown == set()


def test_the_browser_does_not_load_the_errata():
    code = "import sys, checkers; sys.exit('checkers.pages.errata' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
