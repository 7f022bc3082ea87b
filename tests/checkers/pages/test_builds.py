"""The wrong programs that learners are likeliest to write for the tasks of the chapters, and the sentence for each."""

import pytest

import checkers
import checkers.pages

FORWARD = (
    "from math import sqrt\nimport random\ndef forward_process(x0, alpha_bar_t, epsilon):\n    return {}\n"
)
COSINE = """\
from math import cos, pi
def cosine_alpha_bar(t, T, offset=0.008):
    def f(u):
        return cos((u / T + offset) / (1 + offset) * pi / 2) ** 2
    return {}
"""
SCORE = "def gaussian_score(x, mu, sigma_sq):\n    return {}\n"
GUESS = """\
from math import exp, sqrt
def best_guess(seen, alpha_bar, images):
    weights = [{} for image in images]
    return sum(weight * image for weight, image in zip(weights, images)) / sum(weights)
"""
NEAREST = """\
def nearest(z, codebook):
    def distance(one):
        return {}
    return min(range(len(codebook)), key=lambda place: distance(codebook[place]))
"""
LAST = """\
def nearest(z, codebook):
    best, place = float("inf"), 0
    for number, one in enumerate(codebook):
        distance = sum((a - b) ** 2 for a, b in zip(z, one))
        if distance {} best:
            best, place = distance, number
    return {}
"""
PAIRS = "for a, b in zip(z, one)"


@pytest.mark.parametrize(
    ("exercise", "program", "code"),
    [
        ("forward-process", FORWARD.format("sqrt(alpha_bar_t) * x0 + sqrt(1 - alpha_bar_t) * random.gauss(0, 1)"), "draws-at-random"),
        ("forward-process", FORWARD.format("max(-1, min(1, sqrt(alpha_bar_t) * x0 + sqrt(1 - alpha_bar_t) * epsilon))"), "result-clipped"),
        ("forward-process", FORWARD.format("sqrt(alpha_bar_t) * x0 + sqrt((1 - alpha_bar_t) * epsilon)"), "noise-inside-the-root"),
        ("forward-process", FORWARD.format("alpha_bar_t**0.5 * x0 + ((1 - alpha_bar_t) * epsilon)**0.5"), "noise-inside-the-root"),
        ("forward-process", FORWARD.format("sqrt(alpha_bar_t * x0) + sqrt((1 - alpha_bar_t) * epsilon)"), "values-inside-the-roots"),
        ("forward-process", FORWARD.format("sqrt(alpha_bar_t * x0 + (1 - alpha_bar_t) * epsilon)"), "one-root-over-all"),
        ("cosine-alpha-bar", COSINE.replace("u / T", "u / (T - 1)").format("f(t) / f(0)"), "last-step-short"),
        ("cosine-alpha-bar", COSINE.format("f(t)"), "start-not-divided-out"),
        ("cosine-alpha-bar", COSINE.format("cos((t / T + 0.008) / 1.008 * pi / 2) ** 2"), "copied-without-start"),
        ("cosine-alpha-bar", COSINE.format("1 - f(t) / f(t - 1)"), "beta-for-share"),
        ("cosine-alpha-bar", COSINE.format("min(1 - f(t) / f(t - 1), 0.999)"), "clipped-beta-for-share"),
        ("cosine-alpha-bar", COSINE.format("min(1 - f(t + 1) / f(t), 0.999)"), "next-beta-for-share"),
        ("write-gaussian-score", SCORE.format("-x-mu/sigma_sq"), "bracket-forgotten"),
        ("write-gaussian-score", SCORE.format("-abs(x - mu) / sigma_sq"), "always-downwards"),
        ("write-gaussian-score", SCORE.format("abs(x - mu) / sigma_sq"), "always-upwards"),
        ("write-best-guess", GUESS.format("exp(-(seen - sqrt(alpha_bar)*image)**2 /2*(1-alpha_bar))"), "bracket-forgotten"),
        ("write-best-guess", GUESS.format("exp(-(seen - sqrt(1-alpha_bar)*image)**2 / (2*alpha_bar))"), "shares-swapped"),
        ("write-nearest-codeword", LAST.format("<", "best"), "squared-distance-for-place"),
        ("write-nearest-codeword", LAST.format("<=", "place"), "last-of-equals"),
        ("write-nearest-codeword", NEAREST.format(f"max(abs(a - b) {PAIRS})"), "largest-component"),
        ("write-nearest-codeword", NEAREST.format(f"sum((a - b)**4 {PAIRS})"), "higher-powers"),
        ("write-nearest-codeword", NEAREST.format(f"round(sum((a - b)**2 {PAIRS}), 6)"), "distances-rounded"),
        ("write-nearest-codeword", NEAREST.format(f"round(sum((a - b)**2 {PAIRS})**0.5, 3)"), "distances-rounded"),
        ("write-nearest-codeword", NEAREST.format(f"sum(abs(a - b)**3 {PAIRS})"), "higher-powers"),
    ],
)  # fmt: skip
def test_a_likely_slip_is_named_and_never_passes(exercise, program, code):
    verdict = checkers.grade(exercise, 0, program)
    assert (verdict["status"], verdict["code"]) == ("wrong", code)


@pytest.mark.parametrize(
    ("exercise", "program"),
    [
        ("forward-process", FORWARD.format("alpha_bar_t**0.5 * x0 + (1 - alpha_bar_t)**0.5 * epsilon")),
        ("cosine-alpha-bar", COSINE.format("f(t) / f(0)")),
        ("write-gaussian-score", SCORE.format("(mu - x) / sigma_sq")),
        ("write-best-guess", GUESS.format("exp(-(seen - alpha_bar**0.5*image)**2 / 2 / (1 - alpha_bar))")),
        ("write-nearest-codeword", LAST.format("<", "place")),
        ("write-nearest-codeword", NEAREST.format(f"sum((a - b)**2 {PAIRS})**0.5")),
        ("write-nearest-codeword", NEAREST.format(f"sum(b*b - 2*a*b {PAIRS})")),
    ],
)
def test_another_way_to_the_right_values_is_right(exercise, program):
    verdict = checkers.grade(exercise, 0, program)
    assert (verdict["status"], verdict["code"]) == ("right", "")
