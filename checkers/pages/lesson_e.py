"""Numbers of docs/lessons/e-transformer-arithmetic.md."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from checkers.formulas import (
    attention_flop,
    balanced_tokens,
    compute_seconds,
    flop_per_token,
    key_value_bytes,
    position_count,
    training_flop,
    transformer_block_parameters,
    transformer_flop,
)
from checkers.kinds.derive import Derive, Mistake
from checkers.reading.units import GFLOP
from checkers.registry import exercise, page_facts
from checkers.verdict import Facts

_GIGA = 10**9

# DiT-XL/2 of Peebles and Xie 2023, and what its authors publish of it: GFLOP of images of 256 and 512 pixels.
_WIDTH, _LAYERS, _PATCH, _FACTOR = 1152, 28, 2, 8
_SIDES, _PUBLISHED = (256, 512, 1024), (119, 525)
# Weights that are used once per image and not once per token: six factors for each feature of a block.
_CONDITIONING = 6
_BATCH, _STEPS = 256, 400_000
# Peak of an A100 in TFLOP per second, and the share of it that training reaches.
_PEAK, _UTILISATION = 312, 0.4
_DAY = 86_400
# A language model of usual shape.
_TEXT_WIDTH, _TEXT_LAYERS, _CONTEXT, _HALF_PRECISION = 4096, 32, 4096, 2


def _tokens(side: int, patch: int = _PATCH) -> int:
    """Return how many patches cover the latent of an image."""
    return position_count(side, _FACTOR * patch)


@page_facts
@cache
def facts() -> Facts:
    """Return the numbers of the lesson's prose; nobody needs them where answers are only judged."""
    block = transformer_block_parameters(_WIDTH)
    seen_by_tokens = _LAYERS * block
    conditioning = _LAYERS * _CONDITIONING * _WIDTH**2
    forward = {side: transformer_flop(_tokens(side), _WIDTH, _LAYERS) for side in _SIDES}
    training = training_flop(forward[256]) * _BATCH * _STEPS
    cache_bytes = _TEXT_LAYERS * key_value_bytes(_CONTEXT, _TEXT_WIDTH, _HALF_PRECISION)
    return {
        "width": _WIDTH,
        "layers": _LAYERS,
        "patch": _PATCH,
        "attention_weights": 4 * _WIDTH**2,
        "mlp_weights": 8 * _WIDTH**2,
        "block": block,
        "millions": seen_by_tokens / 1e6,
        "conditioning_millions": conditioning / 1e6,
        "all_millions": (seen_by_tokens + conditioning) / 1e6,
        "latent_side": _SIDES[0] // _FACTOR,
        **{f"side_{side}": side for side in _SIDES},
        **{f"tokens_{side}": _tokens(side) for side in _SIDES},
        **{f"linear_{side}": _LAYERS * flop_per_token(block) * _tokens(side) / _GIGA for side in _SIDES},
        **{f"products_{side}": _LAYERS * attention_flop(_tokens(side), _WIDTH) / _GIGA for side in _SIDES},
        **{f"forward_{side}": work / _GIGA for side, work in forward.items()},
        **{f"halved_{side}": forward[side] / 2 / _GIGA for side in (256, 512)},
        **{f"published_{side}": gflops for side, gflops in zip(_SIDES, _PUBLISHED, strict=False)},
        "too_much": flop_per_token(seen_by_tokens + conditioning) * _tokens(256) / _GIGA,
        "balance": balanced_tokens(_WIDTH),
        "balance_side": round(balanced_tokens(_WIDTH) ** 0.5) * _FACTOR * _PATCH,
        "batch": _BATCH,
        "steps": _STEPS,
        "training": training,
        "peak": _PEAK,
        "percent": round(100 * _UTILISATION),
        "days": compute_seconds(training / 1e12, _PEAK, _UTILISATION) / _DAY,
        "text_width": _TEXT_WIDTH,
        "text_layers": _TEXT_LAYERS,
        "context": _CONTEXT,
        "cache_gib": cache_bytes / 2**30,
        "cache_kib": cache_bytes / _CONTEXT / 2**10,
        "growth": forward[512] / forward[256],
    }


@exercise("forward-pass-flop")
class ForwardPassFlop(Derive):
    """GFLOP of a forward pass of a diffusion transformer, its conditioning left out."""

    variants = (
        {"width": 768, "layers": 12, "side": 512, "patch": 2},
        {"width": 1024, "layers": 24, "side": 256, "patch": 2},
        {"width": 384, "layers": 12, "side": 1024, "patch": 2},
        {"width": 1152, "layers": 20, "side": 1024, "patch": 4},
        {"width": 768, "layers": 16, "side": 512, "patch": 4},
    )
    units = GFLOP

    def answer(self, *, width: int, layers: int, side: int, patch: int) -> float:
        """Return the work in GFLOP."""
        return transformer_flop(_tokens(side, patch), width, layers) / _GIGA

    def misconceptions(self, *, width: int, layers: int, side: int, patch: int) -> Mapping[str, Mistake]:
        """Return the typical wrong amounts."""
        n = _tokens(side, patch)
        whole = transformer_flop(n, width, layers)
        return {
            "one-for-two": (
                whole / 2 / _GIGA,
                layers * (12 * n * width**2 + attention_flop(n, width)) / _GIGA,
            ),
            "products-forgotten": layers * flop_per_token(transformer_block_parameters(width)) * n / _GIGA,
            "linear-forgotten": layers * attention_flop(n, width) / _GIGA,
            "mlp-forgotten": layers * (8 * n * width**2 + attention_flop(n, width)) / _GIGA,
            "patch-forgotten": transformer_flop(_tokens(side, 1), width, layers) / _GIGA,
            "patch-counted-once": transformer_flop(n * patch, width, layers) / _GIGA,
            "encoder-forgotten": transformer_flop(n * _FACTOR**2, width, layers) / _GIGA,
            "one-product": (whole - layers * attention_flop(n, width) / 2) / _GIGA,
            "one-layer": whole / layers / _GIGA,
            "training-pass": training_flop(whole) / _GIGA,
            "conditioning-per-token": (
                layers * 2 * n * (12 + _CONDITIONING) * width**2 + layers * attention_flop(n, width)
            )
            / _GIGA,
            "attention-weights-forgotten": layers * (2 * 8 * n * width**2 + attention_flop(n, width)) / _GIGA,
            "pixels-for-tokens": transformer_flop(side**2, width, layers) / _GIGA,
            "side-for-tokens": transformer_flop(side // _FACTOR // patch, width, layers) / _GIGA,
        }

    def terms(self, *, width: int, layers: int, side: int, patch: int) -> Mapping[str, float]:
        """Return what all layers spend on weights and on the products of attention."""
        n = _tokens(side, patch)
        return {
            "all_linear": layers * flop_per_token(transformer_block_parameters(width)) * n / _GIGA,
            "all_products": layers * attention_flop(n, width) / _GIGA,
        }

    def steps(self, *, width: int, layers: int, side: int, patch: int) -> Mapping[str, Any]:
        """Return the tokens and the two parts of a block's work."""
        n = _tokens(side, patch)
        return {
            "latent_side": side // _FACTOR,
            "token_side": side // _FACTOR // patch,
            "n": n,
            "linear": flop_per_token(transformer_block_parameters(width)) * n / _GIGA,
            "products": attention_flop(n, width) / _GIGA,
            "block_work": transformer_flop(n, width) / _GIGA,
            "percent_of_products": 100 * attention_flop(n, width) / transformer_flop(n, width),
            "balance": balanced_tokens(width),
        }
