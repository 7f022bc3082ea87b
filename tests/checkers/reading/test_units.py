"""The units that people write behind their numbers are understood where an exercise has a unit."""

import pytest

import checkers


@pytest.mark.parametrize(
    ("exercise", "answer"),
    [
        ("sampling-seconds", "2.25 s"),
        ("sampling-seconds", "2.25 seconds"),
        ("sampling-seconds", "2.25sec"),
        ("sampling-seconds", "2.25 secs"),
        ("sampling-seconds", "2,250 ms"),
        ("sampling-seconds", "2250 milliseconds"),
        ("sampling-seconds", "0.0375 min"),
        ("ddim-stride", "20 steps"),
        ("guidance-passes", "100 passes"),
        ("compression-ratio", "48 times"),
        ("compression-ratio", "48x"),
        ("attention-savings", "4,096 ×"),
        ("latent-values", "65,536 values"),
        ("attention-matrix-memory", "32 MiB"),
        ("attention-matrix-memory", "33.55 MB"),
        ("attention-matrix-memory", "33,554,432 bytes"),
        ("attention-matrix-memory", "32768 KiB"),
        ("attention-matrix-memory", "0.03125 GiB"),
        ("euler-error", "1.595 %"),
        ("unet-parameters", "0.745 billion"),
        ("unet-parameters", "745M"),
        ("unet-parameters", "0.745 billion parameters"),
        ("unet-parameters", "745 million weights"),
        ("image-flop", "520 TFLOP"),
        ("image-flop", "520 TFLOPs"),
        ("image-flop", "520,000 GFLOPs"),
        ("image-flop", "0.52 PFLOP"),
        ("image-flop", "5.2e14 FLOP"),
        ("image-seconds", "4.17 s"),
        ("image-seconds", "4.17 seconds"),
        ("image-seconds", "4170 ms"),
        ("images-per-hour", "864 images per hour"),
        ("images-per-hour", "864 images/h"),
        ("images-per-hour", "864 / hour"),
        ("images-per-hour", "864/hr"),
        ("images-per-hour", "3600/4.17 per hour"),
    ],
)
def test_a_unit_behind_the_right_number_is_understood(exercise, answer):
    assert checkers.grade(exercise, 0, answer)["status"] == "right"


@pytest.mark.parametrize(
    ("exercise", "answer"),
    [
        ("sampling-seconds", "2.25 ms"),
        ("image-flop", "520 GFLOP"),
        ("image-seconds", "4.17 ms"),
        ("attention-matrix-memory", "32 KiB"),
        ("guidance-passes", "50 passes"),
    ],
)
def test_a_unit_counts(exercise, answer):
    assert checkers.grade(exercise, 0, answer)["status"] == "wrong"
