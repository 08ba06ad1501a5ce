"""What visits say of self-ratings: counts, weights, projections, and how few visits allow what."""

import math
import random

import pytest

from chalicelib.domain.intervals import jackknife, t_quantile, wilson
from chalicelib.domain.published_shares import published, published_range
from chalicelib.domain.verified import Found, Pair, Visited, checked, everywhere, level_groups, trust


def visit(n: int, *ratings: tuple[int, int], chance: float = 0.2, sector: str = "school") -> Visited:
    pairs = tuple(Pair(f"c{c}", c % 2 + 1, own, theirs) for c, (own, theirs) in enumerate(ratings))
    return Visited(organisation=f"o{n}", sector=sector, chance=chance, pairs=pairs)


def some(number: int, **changes) -> list[Visited]:
    chance = random.Random(number)
    return [
        visit(n, *((chance.choice((2, 3, 4)), chance.choice((2, 3, 3, 4))) for _ in range(8)), **changes)
        for n in range(number)
    ]


def test_each_pair_is_counted_where_it_belongs():
    visits = [visit(n, (3, 3), (3, 2), (4, 2), (2, 3), (0, 3), (3, 0), (0, 0)) for n in range(5)]
    found = checked(visits)
    assert {f: s.count for f, s in found.shares.items()} == {
        Found.CONFIRMED: 5,
        Found.LOWER: 10,
        Found.HIGHER: 5,
        Found.MUCH_LOWER: 5,
    }
    assert {s.of for s in found.shares.values()} == {20}
    assert (found.own_not_applicable, found.visitors_not_applicable) == (5, 5)


@pytest.mark.parametrize(("visited", "shares", "estimates"), [(4, 0, 0), (5, 4, 0), (9, 4, 0), (10, 4, 4)])
def test_how_few_visits_allow_what(visited, shares, estimates):
    found = checked(some(visited))
    assert len(found.shares) == shares
    assert sum(1 for share in found.shares.values() if share.estimate is not None) == estimates
    assert bool(everywhere(some(visited), {3: 10})) == bool(estimates)


def test_a_visit_in_which_nothing_was_rated_by_both_is_no_organisation_visited():
    visits = [*some(9), visit(9, (0, 3), (3, 0))]
    assert checked(visits).organisations == 9
    assert not everywhere(visits, {3: 10})


def test_sectors_and_coefficients_wait_until_there_are_enough():
    found = trust([*some(10), *some(9, sector="police")], 4, {3: 10})
    assert list(found.sectors) == ["school"]
    assert (found.kappa, found.ac2) == (None, None)
    assert sum(map(sum, found.table)) == 19 * 8
    more = trust(some(20), 4, {3: 10})
    assert more.kappa.low <= more.kappa.value <= more.kappa.high
    assert more.ac2.low <= more.ac2.value <= more.ac2.high
    one_level = trust([visit(n, (3, 3), (3, 2)) for n in range(20)], 4, {3: 10})
    assert one_level.kappa.value is one_level.ac2.value is None


def test_what_hangs_on_one_organisation_is_not_estimable():
    visits = [visit(0, (2, 3)), *(visit(n, (3, 3), (3, 2)) for n in range(1, 20))]
    assert trust(visits, 4, {3: 1}).kappa.value is None


def test_those_who_were_likelier_to_be_drawn_count_for_less():
    """Five with three tickets, never confirmed, and five with one, always confirmed: 3 in 4 are."""
    visits = [
        *(visit(n, (3, 2), chance=0.3) for n in range(5)),
        *(visit(n, (3, 3), chance=0.1) for n in range(5, 10)),
    ]
    assert checked(visits).shares[Found.CONFIRMED].estimate == pytest.approx(0.75)


def test_a_standard_is_looked_at_alone():
    visits = [visit(n, (3, 3), (3, 2), (3, 3), (3, 3)) for n in range(10)]
    found = trust(visits, 4, {3: 1})
    assert found.standards[1].shares[Found.CONFIRMED].estimate == 1
    assert found.standards[2].shares[Found.CONFIRMED].estimate == 0.5


def test_levels_that_few_were_met_at_join_a_neighbour():
    assert level_groups({1: 0, 2: 7, 3: 9, 4: 5}) == ({1, 2}, {3}, {4})
    assert level_groups({1: 1, 2: 2, 3: 9, 4: 4}) == ({1, 2, 3}, {4}) or level_groups(
        {1: 1, 2: 2, 3: 9, 4: 4}
    ) == ({1, 2, 3, 4},)
    assert level_groups({1: 0, 2: 1}) == ({1, 2},)


def test_what_was_found_at_each_level_is_applied_to_every_return():
    """At level 3 everything was confirmed, at 4 nothing; of all ratings three in four are at level 3."""
    visits = [visit(n, (3, 3), (4, 3)) for n in range(10)]
    found = everywhere(visits, {3: 300, 4: 100})
    assert found[Found.CONFIRMED].estimate == pytest.approx(0.75)
    assert found[Found.LOWER].estimate == pytest.approx(0.25)


def test_the_jackknife_of_a_mean_is_its_standard_error():
    values = [3.0, 5.0, 9.0, 4.0]
    mean = sum(values) / 4
    by_hand = math.sqrt(sum((v - mean) ** 2 for v in values) / 3 / 4)
    assert jackknife(values, [0] * 4, lambda x: sum(x) / len(x)) == pytest.approx(by_hand)
    assert jackknife(values, [0.5] * 4, lambda x: sum(x) / len(x)) == pytest.approx(by_hand * 0.5**0.5)
    assert jackknife(values, [1] * 4, lambda x: sum(x) / len(x)) == 0
    assert jackknife(values[:1], [0], sum) == 0


def test_the_interval_is_wilsons():
    """With as many degrees of freedom as there are, Newcombe's (1998) example of 81 in 263."""
    from scipy.stats import binomtest, t

    low, high = wilson(81 / 263, math.sqrt(81 / 263 * 182 / 263 / 263), 10_000)
    known = binomtest(81, 263).proportion_ci(method="wilson")
    assert (low, high) == pytest.approx((known.low, known.high), abs=1e-3)
    for freedom in range(1, 31):
        assert t_quantile(freedom) == pytest.approx(t.ppf(0.975, freedom), abs=5e-4)
    for freedom in (31, 35, 50, 90, 200, 5000):
        assert t.ppf(0.975, freedom) <= t_quantile(freedom) + 5e-4 < t.ppf(0.975, freedom) + 0.025


def test_a_share_of_none_or_all_still_has_an_interval():
    low, high = wilson(0.0, 0.0, 10)
    assert low == pytest.approx(0, abs=1e-12)
    assert 0.2 < high < 0.4
    assert wilson(1.0, 0.0, 10) == pytest.approx((1 - high, 1))


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0, "under 10%"),
        (0.0999, "under 10%"),
        (0.1, "10%"),
        (0.124, "10%"),
        (0.125, "15%"),
        (0.5, "50%"),
        (0.874, "85%"),
        (0.9, "90%"),
        (0.901, "over 90%"),
        (1, "over 90%"),
    ],
)
def test_published_shares_are_blunt(share, words):
    assert published(share) == words


def test_a_published_range_of_one_figure_is_one_figure():
    assert published_range(0.62, 0.81) == "60% to 80%"
    assert published_range(0.92, 0.99) == "over 90%"
