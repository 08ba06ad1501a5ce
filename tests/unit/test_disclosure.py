"""What may be printed, tried from every side."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.domain.disclosure import EDGE, GROUP_MINIMUM, Kind, Printed, groups, printed, total

wholes = st.integers(GROUP_MINIMUM, 200)
near_an_edge = st.integers(0, 2 * EDGE + 1)


@st.composite
def splits(draw):
    """Below, middle and top of a group; often two of them are small."""
    first, second = draw(near_an_edge), draw(near_an_edge)
    third = draw(st.integers(max(GROUP_MINIMUM - first - second, 0), 60))
    return tuple(draw(st.permutations((first, second, third))))


counts = wholes.flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


@given(counts)
def test_no_count_within_three_of_none_or_all_is_told_from_its_neighbours(case):
    count, whole = case
    figure = printed(count, whole)
    assert figure.low <= count <= figure.high
    if count <= EDGE:
        assert figure == printed(0, whole)
        assert figure.words == "3 or fewer"
    elif count >= whole - EDGE:
        assert figure == printed(whole, whole)
        assert figure.words == "all but 3 or fewer"
    else:
        assert figure.words == str(count)


@given(splits())
@example((3, 3, 14))
def test_a_part_of_a_part_leaves_no_rest_of_three_or_fewer(split):
    """Top and middle divide those not below; whatever is printed, each small or near-full one stays open."""
    below, middle, top = split
    whole = sum(split)
    rest = printed(below, whole).rest()
    told = printed(top, rest)
    left = rest.less(told)
    assert told.low <= top <= told.high
    assert left.low <= middle <= left.high
    for count, figure in ((top, told), (middle, left)):
        if count <= EDGE:
            assert figure.low == 0
            assert figure.high >= EDGE or rest.high < EDGE
        if count >= whole - EDGE:
            assert figure.high == whole
            assert figure.low <= whole - EDGE


@given(splits())
def test_hidden_counts_move_freely_without_a_printed_change(split):
    """Whatever else a hidden `below` could be, some middle makes up for it and the top prints the same."""
    below, _, top = split
    whole = sum(split)
    figure = printed(below, whole)
    told = printed(top, figure.rest())
    for other in range(figure.low, figure.high + 1):
        tops = [t for t in range(whole - other + 1) if printed(t, figure.rest()) == told]
        assert printed(other, whole) == figure
        assert tops


@given(st.lists(counts, min_size=1, max_size=6))
def test_totals_follow_from_what_is_printed(cases):
    figures = [printed(count, whole) for count, whole in cases]
    whole = total(figures)
    assert whole.low <= sum(count for count, _ in cases) <= whole.high
    hidden = [(count, size) for count, size in cases if count <= EDGE or count >= size - EDGE]
    if hidden:
        assert whole.high - whole.low == EDGE * len(hidden)
    moved = [0 if c <= EDGE else size if c >= size - EDGE else c for c, size in cases]
    assert total(printed(c, size) for c, (_, size) in zip(moved, cases, strict=True)) == whole


@pytest.mark.parametrize(
    ("figure", "kind", "words", "percent", "share"),
    [
        (Printed(7, 7, 31), Kind.EXACT, "7", "23%", 7 / 31),
        (Printed(0, 3, 31), Kind.AT_MOST, "3 or fewer", "up to 10%", 1.5 / 31),
        (Printed(28, 31, 31), Kind.ALL_BUT_AT_MOST, "all but 3 or fewer", "at least 90%", 29.5 / 31),
        (Printed(9, 12, 31), Kind.BETWEEN, "9 to 12", "29% to 39%", 10.5 / 31),
        (Printed(0, 31, 31), Kind.NOT_SHOWN, "not shown", "not shown", 0.5),
    ],
)
def test_how_a_figure_reads(figure, kind, words, percent, share):
    assert (figure.kind, figure.words, figure.percent) == (kind, words, percent)
    assert figure.share == pytest.approx(share)


NAMES = {sector: sector.title() for sector in "abcdef"}
by_sector = st.dictionaries(st.sampled_from(sorted(NAMES)), st.integers(0, 40))


@given(by_sector, st.integers(0, 5))
def test_groups_are_disjoint_complete_and_large_enough(returned, silent):
    invited = {sector: count + silent for sector, count in returned.items()}
    found = groups(returned, invited, NAMES)
    if sum(returned.values()) < GROUP_MINIMUM:
        assert found == ()
        return
    assert all(group.returned >= GROUP_MINIMUM for group in found)
    sectors = [sector for group in found for sector in group.sectors]
    assert sorted(sectors) == sorted(sector for sector, count in invited.items() if count)
    assert sum(group.returned for group in found) == sum(returned.values())
    assert sum(group.invited for group in found) == sum(invited.values())
    assert len({group.name for group in found}) == len(found)


def test_small_sectors_share_a_group_which_grows_until_it_is_large_enough():
    found = groups({"a": 30, "b": 12, "c": 4, "d": 0}, {"a": 31, "b": 12, "c": 4, "d": 2, "e": 0}, NAMES)
    assert [(g.name, g.sectors, g.returned, g.invited) for g in found] == [
        ("A", ("a",), 30, 31),
        ("Other organisations", ("b", "c", "d"), 16, 18),
    ]


def test_sectors_that_are_all_small_are_one_group():
    found = groups({"a": 6, "b": 5}, {"a": 6, "b": 5}, NAMES)
    assert [(g.name, g.returned) for g in found] == [("All organisations", 11)]


def test_under_ten_returns_nothing_is_divided():
    assert groups({"a": 9}, {"a": 400}, NAMES) == ()
