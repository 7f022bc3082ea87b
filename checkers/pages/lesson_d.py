"""Numbers of docs/lessons/d-contrastive-learning-and-clip.md."""

from collections.abc import Mapping
from functools import cache
from math import cos, exp, log, radians, sin
from typing import Any

from checkers.diagnosis import BASE
from checkers.formulas import (
    attention_flop,
    contrastive_loss,
    cosine_similarity,
    cross_attention_flop,
    info_nce,
    position_count,
    softmax,
)
from checkers.kinds.derive import Derive, Mistake
from checkers.reading.units import NATS
from checkers.registry import exercise, page_facts
from checkers.verdict import Facts

# Directions of three pictures and their captions, in degrees.
_PICTURES, _CAPTIONS = (10, 80, 150), (25, 70, 165)
# A caption that has turned towards the wrong picture.
_STRAYED = 40
_TEMPERATURE = 0.5
# Radford et al. 2021, sections 2.4 and 2.5.
_BATCH, _FIRST_TEMPERATURE = 32768, 0.07
# What Stable Diffusion 1 gets from its text encoder, and the first grid that looks at it.
_TOKENS, _WIDTH, _SIDE, _FACTOR, _FEATURES = 77, 768, 512, 8, 320


def _direction(angle: float) -> tuple[float, float]:
    return cos(radians(angle)), sin(radians(angle))


def similarities(strayed: bool = False) -> list[list[float]]:
    """Return the similarity of each picture, row by row, with each caption.

    Args:
        strayed: Whether the second caption has turned towards the first picture.
    """
    captions = (_CAPTIONS[0], _STRAYED, _CAPTIONS[2]) if strayed else _CAPTIONS
    return [
        [cosine_similarity(_direction(picture), _direction(caption)) for caption in captions]
        for picture in _PICTURES
    ]


@page_facts
@cache
def facts() -> Facts:
    """Return the numbers of the lesson's prose; nobody needs them where answers are only judged."""
    matrix = similarities()
    columns = [list(column) for column in zip(*matrix, strict=True)]
    first = softmax(matrix[0], _TEMPERATURE)
    rows = [info_nce(row, place, _TEMPERATURE) for place, row in enumerate(matrix)]
    by_column = [info_nce(column, place, _TEMPERATURE) for place, column in enumerate(columns)]
    positions = position_count(_SIDE, _FACTOR)
    return {
        **{f"picture_{place}": angle for place, angle in enumerate(_PICTURES)},
        **{f"caption_{place}": angle for place, angle in enumerate(_CAPTIONS)},
        "first_angle": _CAPTIONS[0] - _PICTURES[0],
        **{f"s_{row}{column}": matrix[row][column] for row in range(3) for column in range(3)},
        "temperature": _TEMPERATURE,
        **{f"logit_{place}": similarity / _TEMPERATURE for place, similarity in enumerate(matrix[0])},
        **{
            f"exponential_{place}": exp(similarity / _TEMPERATURE)
            for place, similarity in enumerate(matrix[0])
        },
        **{f"p_{place}": share for place, share in enumerate(first)},
        "first_gradient": first[0] - 1,
        **{f"row_{place}": loss for place, loss in enumerate(rows)},
        **{f"column_{place}": loss for place, loss in enumerate(by_column)},
        "rows": sum(rows) / 3,
        "columns": sum(by_column) / 3,
        "loss": contrastive_loss(matrix, _TEMPERATURE),
        "chance": log(3),
        "told": log(3) - contrastive_loss(matrix, _TEMPERATURE),
        "batch": _BATCH,
        "batch_chance": log(_BATCH),
        "first_temperature": _FIRST_TEMPERATURE,
        "sharp_loss": contrastive_loss(matrix, _FIRST_TEMPERATURE),
        "strayed": _STRAYED,
        "sharp_strayed_loss": contrastive_loss(similarities(strayed=True), _FIRST_TEMPERATURE),
        "strayed_loss": contrastive_loss(similarities(strayed=True), _TEMPERATURE),
        "sharp_p": softmax(matrix[0], _FIRST_TEMPERATURE)[0],
        "tokens": _TOKENS,
        "words": _TOKENS - 2,
        "width": _WIDTH,
        "handed": _TOKENS * _WIDTH,
        "positions": positions,
        "cross_gflop": cross_attention_flop(positions, _TOKENS, _FEATURES) / 1e9,
        "self_gflop": attention_flop(positions, _FEATURES) / 1e9,
        "self_per_cross": positions / _TOKENS,
    }


@exercise("loss-of-one-picture")
class LossOfOnePicture(Derive):
    """Contrastive loss of one picture among three captions; van den Oord, Li and Vinyals 2018, equation (4)."""

    variants = (
        {"match": 0.8, "second": 0.5, "third": -0.2, "temperature": 0.4},
        {"match": 0.6, "second": 0.7, "third": 0.1, "temperature": 0.25},
        {"match": 0.9, "second": 0.3, "third": 0.6, "temperature": 0.5},
        {"match": 0.4, "second": 0.1, "third": 0.3, "temperature": 0.2},
        {"match": 0.5, "second": -0.4, "third": 0.2, "temperature": 0.7},
    )
    slips = (*Derive.slips, BASE)
    units = NATS

    def answer(self, *, match: float, second: float, third: float, temperature: float) -> float:
        """Return minus the logarithm of the probability of the match."""
        return info_nce((match, second, third), 0, temperature)

    def misconceptions(
        self, *, match: float, second: float, third: float, temperature: float
    ) -> Mapping[str, Mistake]:
        """Return the typical wrong losses."""
        scores = (match, second, third)
        loss = info_nce(scores, 0, temperature)
        others = exp(second / temperature) + exp(third / temperature)
        return {
            "temperature-forgotten": info_nce(scores, 0, 1),
            "temperature-multiplied": info_nce(scores, 0, 1 / temperature),
            "probability": exp(-loss),
            "logarithm-of-the-rest": -log(1 - exp(-loss)),
            "match-left-out": log(others) - match / temperature,
            "logarithm-to-base-two": loss / log(2),
            "decimal-logarithm": loss / log(10),
            "exponentials-forgotten": -log(match / sum(scores)),
            "one-minus-probability": 1 - exp(-loss),
            "caption-left-out": tuple(info_nce((match, other), 0, temperature) for other in (second, third)),
            "normaliser-alone": log(others + exp(match / temperature)),
            "other-captions-probability": tuple(
                exp(-info_nce(scores, place, temperature)) for place in (1, 2)
            ),
            "temperature-on-top": temperature * loss,
            "third-caption": info_nce(scores, 2, temperature),
        }

    def steps(self, *, match: float, second: float, third: float, temperature: float) -> Mapping[str, Any]:
        """Return exponents, exponentials and the probability of the match."""
        values = {"match": match, "second": second, "third": third}
        return {
            **{f"{name}_logit": value / temperature for name, value in values.items()},
            **{f"{name}_weight": exp(value / temperature) for name, value in values.items()},
            "probability": exp(-info_nce((match, second, third), 0, temperature)),
            "chance": log(3),
        }
