"""The draw: fair by exhaustive counting, the same everywhere, and refused when it cannot be made."""

import hashlib
import time
from collections import Counter
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import sampling_line
from chalicelib.domain.errors import Refused
from chalicelib.domain.sampling import (
    Fact,
    Terms,
    Unit,
    Why,
    canonical,
    draw,
    frame_sha256,
    read_frame,
)
from chalicelib.domain.sampling_shares import MINIMUM, allocate

SECTORS = ("early_years", "health", "police", "school", "voluntary")


def units(**sizes: int) -> tuple[Unit, ...]:
    return tuple(
        Unit(f"{sector}-{n:03}", f"{sector} {n}", sector)
        for sector, size in sizes.items()
        for n in range(size)
    )


def sized(visits: int, **terms) -> Terms:
    return Terms(visits=visits, **terms)


def with_facts(unit: Unit, facts: int) -> Unit:
    return Unit(unit.id, unit.name, unit.sector, unit.band, tuple(Fact)[:facts])


def named(unit: Unit, why: Why = Why.NAMED) -> Unit:
    return Unit(unit.id, unit.name, unit.sector, certain=(why,))


plain_frames = st.dictionaries(st.sampled_from(SECTORS), st.integers(1, 30), min_size=1).map(
    lambda sizes: units(**sizes)
)


@st.composite
def draws(draw_):
    """Any frame with facts, bands and certainty picks, and terms that fit it."""
    frame = []
    for unit in draw_(plain_frames):
        facts, band = draw_(st.integers(0, 4)), draw_(st.sampled_from(("", "a", "b")))
        frame.append(Unit(unit.id, unit.name, unit.sector, band, tuple(Fact)[:facts]))
    visits = draw_(st.integers(1, len(frame)))
    for _ in range(draw_(st.integers(0, visits // 3))):
        place = draw_(st.integers(0, len(frame) - 1))
        frame[place] = named(frame[place], draw_(st.sampled_from((Why.NAMED, Why.DUE, Why.NOT_RETURNED))))
    return frame, sized(visits, minimum=draw_(st.integers(0, 3)), equally=draw_(st.booleans()))


@given(draws(), st.text(max_size=12))
def test_each_draw_has_its_size_and_everybody_an_exact_chance(drawn, seed):
    frame, terms = drawn
    sample = draw(frame, terms, seed)
    ids = [c.unit.id for c in sample.chosen]
    assert len(ids) == len(set(ids)) == terms.visits
    assert sum(s.visits for s in sample.strata) == terms.visits
    assert sum(s.units for s in sample.strata) == len(frame)
    assert len(sample.strata) == 1 or 2 * len(sample.strata) <= terms.visits
    assert sample.chances.keys() == {unit.id for unit in frame}
    assert sum(sample.chances.values()) == terms.visits
    assert all(sample.chances[c.unit.id] == c.probability > 0 for c in sample.chosen)
    assert {u.id for u in frame if u.certain} <= {c.unit.id for c in sample.chosen if c.probability == 1}


@given(plain_frames, st.data())
def test_each_part_has_its_minimum(frame, data):
    sample = draw(frame, sized(data.draw(st.integers(1, len(frame)))), "seed")
    if len(sample.strata) > 1:
        assert all(s.visits >= min(MINIMUM, s.units) for s in sample.strata)


@given(st.lists(st.integers(1, 3), min_size=1, max_size=40), st.data())
def test_over_every_start_each_unit_is_chosen_exactly_k_times_its_tickets(tickets, data):
    """For any tickets: those too wide step aside; each of the rest is marked k·t times in W, once a start."""
    visits = data.draw(st.integers(0, len(tickets)))
    all_tickets = {str(n): t for n, t in enumerate(tickets)}
    wide = sampling_line.certain_by_width(all_tickets, visits)
    line = [t for n, t in all_tickets.items() if n not in wide]
    left, width = visits - len(wide), sum(line)
    assert left >= 0
    chosen = Counter[int]()
    for start in range(width):
        places = sampling_line.marked(line, left, start)
        assert len(places) == len(set(places)) == left
        chosen.update(places)
    assert chosen == Counter({place: left * t for place, t in enumerate(line) if left})


@given(draws(), st.data())
def test_the_order_in_which_the_frame_arrives_changes_nothing(drawn, data):
    frame, terms = drawn
    assert draw(frame, terms, "seed") == draw(data.draw(st.permutations(frame)), terms, "seed")


@given(draws())
def test_a_reserve_is_another_organisation_of_the_same_part_kept_for_one_only(drawn):
    frame, terms = drawn
    sample = draw(frame, terms, "seed")
    chosen = {c.unit.id for c in sample.chosen}
    reserves = [c.reserve.id for c in sample.chosen if c.reserve]
    assert not chosen & set(reserves)
    assert len(reserves) == len(set(reserves))
    for stratum in sample.strata:
        by_chance = [c for c in sample.chosen if c.stratum == stratum.id and c.why == (Why.CHANCE,)]
        spare = stratum.units - stratum.visits
        assert sum(1 for c in by_chance if c.reserve) == min(spare, len(by_chance))
        assert all(c.reserve.sector in stratum.sectors for c in by_chance if c.reserve)


def test_the_reserve_is_the_next_on_the_line():
    assert sampling_line.reserves((1, 2, 4), 6) == (3, 5, 0)
    assert sampling_line.reserves((0, 1), 2) == (None, None)
    assert sampling_line.reserves((0, 1), 3) == (2, None)


@pytest.mark.parametrize("sizes", list(product((2, 3, 7), (4, 9), (5, 12))))
@pytest.mark.parametrize("visits", [6, 9, 11])
@pytest.mark.parametrize("taken", [(0, 0, 0), (0, 4, 0), (2, 0, 3)])
def test_the_allocation_is_the_best_of_all_in_squared_deviation(sizes, visits, taken):
    """Equal proportions minimises Σ N²/a over all allocations that keep the minimum (Huntington, Hill)."""
    if sum(max(t, min(MINIMUM, n)) for n, t in zip(sizes, taken, strict=True)) > visits:
        return
    parts = dict(zip("abc", sizes, strict=True))
    given_ = allocate(parts, visits, taken=dict(zip("abc", taken, strict=True)))
    least = (max(t, min(MINIMUM, n)) for n, t in zip(sizes, taken, strict=True))
    ranges = [range(low, n + 1) for n, low in zip(sizes, least, strict=True)]
    possible = [a for a in product(*ranges) if sum(a) == visits]

    def cost(allocation):
        return sum(Fraction(n * n, a) for n, a in zip(sizes, allocation, strict=True))

    assert cost(given_.values()) == min(map(cost, possible))


def test_visits_can_be_shared_out_equally():
    assert allocate({"a": 3, "b": 40, "c": 9}, 14, equally=True) == {"a": 3, "b": 6, "c": 5}


def test_small_sectors_are_joined_until_there_are_half_as_many_parts_as_visits():
    sample = draw(units(school=40, health=9, police=1, voluntary=2), sized(6), "2026-11-23")
    assert [s.id for s in sample.strata] == ["health", "police+voluntary", "school"]
    assert draw(units(school=40, police=1), sized(1), "x").strata[0].sectors == ("police", "school")
    assert len(draw(units(school=40, health=9, police=9), sized(5, minimum=0), "x").strata) == 2


def test_the_line_goes_band_by_band():
    frame = [Unit(f"s{n:02}", "", "school", "primary" if n % 3 else "secondary") for n in range(60)]
    for seed in range(20):  # 40 primary and 20 secondary schools: 6 visits are 4 and 2, whatever the seed
        sample = draw(frame, sized(6), str(seed))
        assert Counter(c.unit.band for c in sample.chosen) == {"primary": 4, "secondary": 2}


def test_one_more_organisation_changes_the_frame_hash_and_a_new_name_does_not():
    frame = units(school=12)
    renamed = (Unit(frame[0].id, "A new name", frame[0].sector), *frame[1:])
    assert frame_sha256(frame) == frame_sha256(renamed) == frame_sha256(frame[::-1])
    assert frame_sha256(frame) != frame_sha256(units(school=13))
    for other in (
        Unit(frame[0].id, "x", "health"),
        Unit(frame[0].id, "x", "school", "secondary"),
        with_facts(frame[0], 1),
        named(frame[0]),
    ):
        assert frame_sha256(frame) != frame_sha256((other, *frame[1:]))


@given(draws())
def test_a_frame_that_was_written_down_draws_the_same(drawn):
    frame, terms = drawn
    read = read_frame(canonical(frame))
    assert frame_sha256(read) == frame_sha256(frame)
    assert draw(read, terms, "s").chances == draw(frame, terms, "s").chances


@pytest.mark.parametrize("size", [0, -1, 13])
def test_an_impossible_size_is_refused_with_what_to_do(size):
    with pytest.raises(Refused) as refused:
        draw(units(school=12), sized(size), "seed")
    assert refused.value.words == "Enter a number of visits from 1 to 12: that many can be drawn from"


@pytest.mark.parametrize(
    ("reasons", "visits", "words"),
    [
        ({Why.DUE: 5}, 4, "To visit everybody once in 3 cycles, plan at least 5 visits now"),
        ({Why.NAMED: 2}, 5, "Plan at least 6 visits, or count fewer reasons"),
        ({Why.LOWEST_RATING: 1, Why.NAMED: 1}, 5, "2 would be visited for certain"),
        ({Why.DUE: 4, Why.NAMED: 2}, 6, None),
        ({Why.DUE: 5, Why.NAMED: 2}, 6, "need 7 visits"),
        ({Why.DUE: 5}, 5, None),
    ],
)
def test_more_certainty_than_visits_is_refused_with_the_number_needed(reasons, visits, words):
    frame = list(units(school=30))
    for place, why in enumerate(why for why, count in reasons.items() for _ in range(count)):
        frame[place] = named(frame[place], why)
    if words is None:
        assert len(draw(frame, sized(visits, promise=3), "seed").chosen) == visits
        return
    with pytest.raises(Refused) as refused:
        draw(frame, sized(visits, promise=3), "seed")
    assert words in refused.value.words


def test_an_empty_frame_is_refused():
    with pytest.raises(Refused) as refused:
        draw((), sized(3), "seed")
    assert "no organisation has submitted" in refused.value.words


def test_an_organisation_twice_in_the_frame_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="twice"):
        draw([*units(school=2), *units(school=1)], sized(1), "seed")


def golden_frame() -> list[Unit]:
    frame = list(units(school=17, early_years=11, health=5, police=1))
    frame[3] = Unit("school-003", "", "school", certain=(Why.NAMED,))
    frame[5] = with_facts(frame[5], 2)
    frame[6] = Unit("school-006", "", "school", "secondary", (Fact.COMPLAINT,))
    return frame


def test_the_golden_sample():
    """Pinned: a change here needs a new ALGORITHM, or old samples cannot be drawn again."""
    sample = draw(golden_frame(), sized(9), "Wight 2026-11-23")
    assert sample.frame_sha256 == GOLDEN_FRAME
    assert [(s.id, s.units, s.visits, s.certain, s.tickets, s.start) for s in sample.strata] == GOLDEN_STRATA
    assert [
        (c.unit.id, str(c.probability), c.reserve and c.reserve.id) for c in sample.chosen
    ] == GOLDEN_CHOSEN


GOLDEN_FRAME = "1044530a2628fdffa3804fa64cef4c0e920df1c264529b2e305b1bcdfd0f27a6"
GOLDEN_STRATA = [
    ("early_years", 11, 2, 0, 11, 1),
    ("health", 5, 2, 0, 5, 2),
    ("police", 1, 1, 1, 0, 0),
    ("school", 17, 4, 1, 19, 11),
]
GOLDEN_CHOSEN = [
    ("early_years-005", "2/11", "early_years-003"),
    ("early_years-006", "2/11", "early_years-001"),
    ("health-001", "2/5", "health-004"),
    ("health-003", "2/5", "health-002"),
    ("police-000", "1", None),
    ("school-003", "1", None),
    ("school-010", "3/19", "school-005"),
    ("school-009", "3/19", "school-012"),
    ("school-000", "3/19", "school-006"),
]


def test_a_part_can_be_drawn_again_with_sha256_alone():
    """The recipe of ADR 43, followed by hand."""

    def sha(text: str) -> int:
        return int(hashlib.sha256(text.encode()).hexdigest(), 16)

    stem = "compact-audit/sample/2|Wight 2026-11-23|early_years|"
    line = sorted((f"early_years-{n:03}" for n in range(11)), key=lambda unit: sha(f"{stem}order|{unit}"))
    start = sha(f"{stem}start") % 11
    widths = [unit for unit in line for _ in range(2)]
    chosen = draw(golden_frame(), sized(9), "Wight 2026-11-23").chosen
    assert [widths[start], widths[start + 11]] == [c.unit.id for c in chosen if c.stratum == "early_years"]


def test_over_ten_thousand_seeds_everybody_comes_up_as_often_as_it_should():
    frame = [with_facts(unit, n % 3) for n, unit in enumerate(units(school=14, health=5, police=4))]
    terms, times, began = sized(8), 10_000, time.process_time()
    seen = Counter(c.unit.id for n in range(times) for c in draw(frame, terms, f"seed {n}").chosen)
    chances = draw(frame, terms, "").chances
    z = []
    for unit in frame:
        p = float(chances[unit.id])
        if p == 1:
            assert seen[unit.id] == times
        else:
            z.append((seen[unit.id] - times * p) / (times * p * (1 - p)) ** 0.5)
    assert len(z) > 15
    assert max(map(abs, z)) < 4.5, (max(map(abs, z)), time.process_time() - began)
