"""What the lab "Averages, measured" says is so."""


def test_one_shot_keeps_all(lab):
    assert lab.left[0] == 1


def test_half_is_left_after_four(lab):
    assert lab.left[-1] == 0.5


def test_it_falls(lab):
    assert lab.left == sorted(lab.left, reverse=True)


def test_it_falls_steeply_first(lab):
    assert lab.left[0] - lab.left[1] > lab.left[2] - lab.left[3]
