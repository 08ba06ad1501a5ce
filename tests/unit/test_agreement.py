"""Agreement beyond chance, against scikit-learn, against irrCAC's values, and against published examples."""

import random

import pytest

from chalicelib.domain.agreement import gwet_ac2, weighted_kappa

# Random tables and Gwet's AC2 with quadratic weights, as irrCAC 0.4.4 gives it with all categories named.
# That package is not in the lock: it asks for one version of SciPy, which newer Pythons cannot have.
IRRCAC = (
    ([[22, 0], [32, 48]], 0.4108303249),
    ([[3, 1, 0], [11, 27, 0], [4, 6, 19]], 0.6971901656),
    ([[13, 1, 0, 0], [11, 26, 2, 0], [3, 11, 19, 2], [0, 4, 4, 32]], 0.8243053563),
    ([[12, 0, 0, 0], [16, 28, 2, 0], [1, 9, 33, 1], [0, 4, 17, 24]], 0.8347724338),
    ([[9, 0, 0, 0], [17, 14, 6, 0], [2, 7, 28, 2], [0, 1, 12, 28]], 0.8334932746),
    (
        [[8, 0, 0, 0, 0], [6, 11, 0, 0, 0], [1, 4, 5, 1, 0], [0, 0, 6, 13, 0], [0, 0, 1, 6, 13]],
        0.899870801,
    ),
    ([[8, 0, 0, 0], [17, 32, 4, 0], [3, 22, 31, 3], [0, 6, 19, 33]], 0.7953471782),
    ([[12, 0, 0], [10, 37, 2], [3, 12, 29]], 0.7722617183),
)


def random_table(chance: random.Random) -> list[list[int]]:
    size = chance.randint(2, 6)
    return [[chance.choice((0, 0, 1, 3, 9, 40)) for _ in range(size)] for _ in range(size)]


@pytest.mark.parametrize("seed", range(60))
def test_kappa_is_that_of_scikit_learn(seed):
    from sklearn.metrics import cohen_kappa_score

    table = random_table(random.Random(seed))
    pairs = [(r, c) for r, row in enumerate(table) for c, count in enumerate(row) for _ in range(count)]
    value = weighted_kappa(table)
    if value is not None:
        first, second = zip(*pairs, strict=True)
        labels = list(range(len(table)))
        assert value == pytest.approx(cohen_kappa_score(first, second, labels=labels, weights="quadratic"))


@pytest.mark.parametrize(("table", "value"), IRRCAC)
def test_ac2_is_that_of_irrcac(table, value):
    assert gwet_ac2(table) == pytest.approx(value, abs=1e-9)


def test_published_examples():
    """With two levels the weights change nothing. Gwet (2008, British Journal of Mathematical and
    Statistical Psychology 61) gives 118, 5, 2 and 0; the other table is a usual one for kappa.
    """
    assert weighted_kappa([[118, 5], [2, 0]]) == pytest.approx(-0.0234, abs=5e-5)
    assert gwet_ac2([[118, 5], [2, 0]]) == pytest.approx(0.9408, abs=5e-5)
    assert weighted_kappa([[20, 5], [10, 15]]) == pytest.approx(0.4)


@pytest.mark.parametrize(
    "table", [[[0, 0], [0, 0]], [[9, 0], [0, 0]], [[5, 4], [0, 0]], [[0, 5, 0], [0, 4, 0], [0, 1, 0]]]
)
def test_one_level_on_either_side_is_not_estimable(table):
    assert weighted_kappa(table) is None
    assert gwet_ac2(table) is None


def test_full_agreement_is_one():
    table = [[4, 0, 0], [0, 9, 0], [0, 0, 2]]
    assert weighted_kappa(table) == pytest.approx(1)
    assert gwet_ac2(table) == pytest.approx(1)
