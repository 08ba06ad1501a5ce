"""The draw: fair by exhaustive counting, the same everywhere, and refused when it cannot be made."""

import hashlib
from collections import Counter
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import Refused
from chalicelib.domain.sampling import MINIMUM, Unit, allocate, draw, frame_sha256, marked

SECTORS = ("early_years", "health", "police", "school", "voluntary")


def units(**sizes: int) -> tuple[Unit, ...]:
    return tuple(
        Unit(f"{sector}-{n:03}", f"{sector} {n}", sector)
        for sector, size in sizes.items()
        for n in range(size)
    )


frames = st.dictionaries(st.sampled_from(SECTORS), st.integers(1, 30), min_size=1).map(
    lambda sizes: units(**sizes)
)


@given(frames, st.data(), st.text(max_size=12))
def test_each_draw_has_its_size_its_minimums_and_exact_chances(frame, data, seed):
    size = data.draw(st.integers(1, len(frame)))
    sample = draw(frame, size, seed)

    ids = [c.unit.id for c in sample.chosen]
    assert len(ids) == len(set(ids)) == size
    assert sum(s.visits for s in sample.strata) == size
    assert sum(s.units for s in sample.strata) == len(frame)
    if len(sample.strata) > 1:
        assert all(s.visits >= min(MINIMUM, s.units) for s in sample.strata)
    for stratum in sample.strata:
        members = [c for c in sample.chosen if c.stratum == stratum.id]
        assert len(members) == stratum.visits
        assert {c.probability for c in members} <= {Fraction(stratum.visits, stratum.units)}
        assert all(c.unit.sector in stratum.sectors for c in members)


@given(st.integers(1, 60), st.data())
def test_over_every_start_each_place_is_chosen_exactly_k_times(length, data):
    visits = data.draw(st.integers(1, length))
    chosen = Counter(place for start in range(length) for place in marked(length, visits, start))
    assert chosen == dict.fromkeys(range(length), visits)


@given(frames, st.data())
def test_the_order_in_which_the_frame_arrives_changes_nothing(frame, data):
    size = data.draw(st.integers(1, len(frame)))
    shuffled = data.draw(st.permutations(frame))
    assert draw(frame, size, "seed") == draw(shuffled, size, "seed")


@given(frames, st.data())
def test_a_reserve_is_another_organisation_of_the_same_part_kept_for_one_only(frame, data):
    sample = draw(frame, data.draw(st.integers(1, len(frame))), "seed")
    chosen = {c.unit.id for c in sample.chosen}
    reserves = [c.reserve.id for c in sample.chosen if c.reserve]
    assert not chosen & set(reserves)
    assert len(reserves) == len(set(reserves))
    for stratum in sample.strata:
        members = [c for c in sample.chosen if c.stratum == stratum.id]
        spare = stratum.units - stratum.visits
        assert sum(1 for c in members if c.reserve) == min(spare, stratum.visits)
        assert all(c.reserve.sector in stratum.sectors for c in members if c.reserve)


@pytest.mark.parametrize("sizes", list(product((2, 3, 7), (4, 9), (5, 12))))
@pytest.mark.parametrize("visits", [6, 9, 11])
def test_the_allocation_is_the_best_of_all_in_squared_deviation(sizes, visits):
    """Equal proportions minimises Σ N²/a over all allocations that keep the minimum (Huntington, Hill)."""
    given_ = allocate(dict(zip("abc", sizes, strict=True)), visits)
    possible = [a for a in product(*(range(min(MINIMUM, n), n + 1) for n in sizes)) if sum(a) == visits]

    def cost(allocation):
        return sum(Fraction(n * n, a) for n, a in zip(sizes, allocation, strict=True))

    assert cost(given_.values()) == min(map(cost, possible))


def test_small_sectors_are_joined_until_every_part_can_have_its_minimum():
    sample = draw(units(school=40, health=9, police=1, voluntary=2), 6, "2026-11-23")
    assert [s.id for s in sample.strata] == ["health", "police+voluntary", "school"]
    assert draw(units(school=40, police=1), 1, "2026-11-23").strata[0].sectors == ("police", "school")


def test_one_more_organisation_changes_the_frame_hash_and_a_new_name_does_not():
    frame = units(school=12)
    renamed = (Unit(frame[0].id, "A new name", frame[0].sector), *frame[1:])
    assert frame_sha256(frame) == frame_sha256(renamed) == frame_sha256(frame[::-1])
    assert frame_sha256(frame) != frame_sha256(units(school=13))
    assert frame_sha256(frame) != frame_sha256((Unit(frame[0].id, "x", "health"), *frame[1:]))


@pytest.mark.parametrize("size", [0, -1, 13])
def test_an_impossible_size_is_refused_with_what_to_do(size):
    with pytest.raises(Refused) as refused:
        draw(units(school=12), size, "seed")
    assert refused.value.words == "Enter a number of visits from 1 to 12: that many returns are in"


def test_an_empty_frame_is_refused():
    with pytest.raises(Refused) as refused:
        draw((), 3, "seed")
    assert "no organisation has submitted" in refused.value.words


def test_an_organisation_twice_in_the_frame_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="twice"):
        draw([*units(school=2), *units(school=1)], 1, "seed")


def test_the_golden_samples():
    """Pinned: a change here needs a new ALGORITHM, or old samples cannot be drawn again."""
    frame = units(school=17, early_years=11, health=5, police=1)
    sample = draw(frame, 9, "Wight 2026-11-23")
    assert sample.frame_sha256 == "2ee81259e9b9eb501fe0f425d7ccabd8e5ce2039d20eff213ae4c639b1838526"
    assert [(s.id, s.units, s.visits, s.start) for s in sample.strata] == [
        ("early_years", 11, 2, 8),
        ("health", 5, 2, 4),
        ("police", 1, 1, 0),
        ("school", 17, 4, 6),
    ]
    assert [(c.unit.id, str(c.probability), c.reserve and c.reserve.id) for c in sample.chosen] == [
        ("early_years-009", "2/11", "early_years-001"),
        ("early_years-003", "2/11", "early_years-000"),
        ("health-002", "2/5", "health-001"),
        ("health-004", "2/5", "health-000"),
        ("police-000", "1", None),
        ("school-006", "4/17", "school-015"),
        ("school-009", "4/17", "school-000"),
        ("school-004", "4/17", "school-011"),
        ("school-012", "4/17", "school-001"),
    ]
    assert [c.unit.id for c in draw(frame, 3, "").chosen] == [
        "early_years-001",
        "early_years-010",
        "health-003",
    ]


def test_a_part_can_be_drawn_again_with_sha256_alone():
    """The recipe of ADR 0020, followed by hand."""

    def sha(text: str) -> int:
        return int(hashlib.sha256(text.encode()).hexdigest(), 16)

    stem = "compact-audit/sample/1|Wight 2026-11-23|health|"
    line = sorted((f"health-{n:03}" for n in range(5)), key=lambda unit: sha(f"{stem}order|{unit}"))
    start = sha(f"{stem}start") % 5
    widths = [unit for unit in line for _ in range(2)]
    sample = draw(units(school=17, early_years=11, health=5, police=1), 9, "Wight 2026-11-23")
    assert [widths[start], widths[start + 5]] == [c.unit.id for c in sample.chosen if c.stratum == "health"]


def test_seeds_that_differ_choose_differently():
    """Over fixed seeds every organisation comes up about as often as its probability says."""
    frame = units(school=10, health=4)
    seen = Counter(c.unit.id for n in range(2000) for c in draw(frame, 5, f"seed {n}").chosen)
    chances = {c.unit.sector: c.probability for n in range(9) for c in draw(frame, 5, f"seed {n}").chosen}
    for unit in frame:
        p = float(chances[unit.sector])
        assert abs(seen[unit.id] - 2000 * p) < 4.5 * (2000 * p * (1 - p)) ** 0.5
