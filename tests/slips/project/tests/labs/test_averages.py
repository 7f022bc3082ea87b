"""What the lab "Averages, measured" says is so."""


def test_half_is_left_after_four(lab):
    assert lab.left[-1] == 0.5
