"""Fair shares, interests, exceptions, a sector's figures and themes: the rules of reviewing."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.cycles import Header
from chalicelib.domain.interests import Interest, InterestKind, Interests, barred_from
from chalicelib.domain.returns import ReturnStatus
from chalicelib.domain.review_exceptions import Exceptional, ExceptionKind, by_criterion, in_ratings, in_words
from chalicelib.domain.review_shares import By, ToShare, fair_shares, minutes_to_read, overlap
from chalicelib.domain.sector_counts import figures
from chalicelib.domain.sharing import Sight, Why
from chalicelib.domain.themes import Themes
from tests.support.builders import FRAMEWORK, framework, organisation
from tests.support.fakes import MONDAY

REVIEWERS = ("r1", "r2", "r3")

to_share = st.lists(
    st.builds(
        ToShare,
        ref=st.uuids().map(str),
        minutes=st.integers(2, 12),
        barred=st.frozensets(st.sampled_from(REVIEWERS)),
    ),
    max_size=40,
    unique_by=lambda r: r.ref,
)


def held(given_):
    return Counter(dict.fromkeys(REVIEWERS, 0)) + Counter(given_.values())


# Shares


@given(to_share, st.sampled_from(By))
def test_nobody_gets_what_they_may_not_have_and_everything_else_is_given(returns, by):
    found = fair_shares(returns, REVIEWERS, {}, by)
    for each in returns:
        assert found.get(each.ref) not in each.barred
        assert (each.ref in found) == (each.barred != frozenset(REVIEWERS))
    assert fair_shares(returns, REVIEWERS, {}, by) == found


@given(st.integers(0, 60), st.dictionaries(st.sampled_from(REVIEWERS), st.integers(0, 9)))
def test_shares_are_even_with_what_everybody_holds(number, loads):
    returns = [ToShare(ref=f"{n}") for n in range(number)]
    counts = held(fair_shares(returns, REVIEWERS, loads))
    after = {who: counts[who] + loads.get(who, 0) for who in REVIEWERS}
    given_more = [after[who] for who in REVIEWERS if counts[who]]
    if given_more:
        assert max(given_more) - min(after.values()) <= 1


def test_by_minutes_the_long_ones_are_spread():
    returns = [ToShare(ref=f"{n}", minutes=minutes) for n, minutes in enumerate((8, 8, 8, 2, 2, 2, 2, 2, 2))]
    found = fair_shares(returns, REVIEWERS, {}, By.MINUTES)
    minutes = Counter()
    for each in returns:
        minutes[found[each.ref]] += each.minutes
    assert set(minutes.values()) == {12}


def test_one_who_may_have_little_gets_that_little():
    returns = [ToShare(ref=f"{n}", barred=frozenset({"r1"})) for n in range(4)] + [ToShare(ref="free")]
    assert fair_shares(returns, ("r1", "r2"), {})["free"] == "r1"


@pytest.mark.parametrize(("answers", "minutes"), [(0, 2), (20, 4), (36, 6), (45, 8)])
def test_a_return_takes_about_eight_minutes(answers, minutes):
    assert minutes_to_read(answers) == minutes


@given(st.integers(0, 40), st.integers(0, 60))
def test_an_overlap_has_as_many_as_wanted_each_once(there, wanted):
    refs = [f"{n}" for n in range(there)]
    found = overlap(refs, wanted)
    assert len(set(found)) == len(found) == min(there, wanted)
    assert list(found) == sorted(found, key=int)


def test_an_overlap_is_spread():
    assert overlap([f"{n}" for n in range(10)], 2) == ("2", "7")


# Interests


def interests(kind, value, reviewer="r1"):
    return Interests(
        reviewer=reviewer, interests=(Interest(kind=kind, value=value, noted_by="r1", noted_at=MONDAY),)
    )


@pytest.mark.parametrize(
    ("kind", "value", "barred"),
    [
        (InterestKind.ORGANISATION, "org001", True),
        (InterestKind.ORGANISATION, "org002", False),
        (InterestKind.PARENT, " saltings  TRUST", True),
        (InterestKind.PARENT, "Another Trust", False),
        (InterestKind.SECTOR, "school", True),
        (InterestKind.SECTOR, "police", False),
    ],
)
def test_an_interest_is_in_an_organisation_what_it_belongs_to_or_its_sector(kind, value, barred):
    school = organisation(parent="Saltings Trust")
    assert barred_from(school, [interests(kind, value)]) == ({"r1"} if barred else set())


def test_an_organisation_without_a_parent_belongs_to_nothing():
    assert not interests(InterestKind.PARENT, "").concern(organisation())


# Exceptions


def header(number=1, ratings=None, **changes):
    values = {
        "cycle_id": "cycle2027",
        "organisation_id": f"org{number:03}",
        "organisation_name": f"Organisation {number}",
        "sector": "school",
        "number": 1,
        "ref": f"K7P-{number}",
        "status": ReturnStatus.SUBMITTED,
        "ratings": ratings or {},
    }
    return Header(**{**values, **changes})


def sector(*orders):
    (found,) = figures([header(n, {"S01-01": o}) for n, o in enumerate(orders)], FRAMEWORK, MONDAY)
    return found


def kinds(ratings, plans=(), of_sector=None):
    return {(e.kind.value, e.criterion) for e in in_ratings(framework(), ratings, plans, of_sector)}


def test_below_the_standard_needs_an_action_or_a_barrier():
    assert kinds({"S01-01": 1, "S01-02": 4}) == {("no_action", "S01-01")}
    assert kinds({"S01-01": 1}, [("S01-01",)]) == set()


def test_far_from_its_sector_is_two_levels_where_ten_have_rated_themselves():
    many = sector(*[3] * 10)
    assert kinds({"S01-01": 1}, [("S01-01",)], many) == {("far_below", "S01-01")}
    assert kinds({"S01-01": 2}, [("S01-01",)], many) == set()
    assert kinds({"S01-01": 4}, (), sector(*[2] * 10)) == {("far_above", "S01-01")}
    assert kinds({"S01-01": 4}, (), sector(*[2] * 9)) == set()
    assert kinds({"S01-01": 0}, (), many) == set()


def test_all_at_the_top_needs_ten_ratings():
    top = {f"S01-{n:02}": 4 for n in range(1, 11)}
    assert kinds(top) == {("all_at_top", "")}
    assert kinds({**top, "S01-01": 0}) == set()
    assert kinds({**top, "S02-01": 0}) == {("all_at_top", "")}
    assert kinds({**top, "S02-01": 3}) == set()


def said(narrative="", rating=True, evidence=(), **more):
    return {
        "id": "S01-01",
        "narrative": narrative,
        "rating": {"id": "good"} if rating else None,
        "evidence": list(evidence),
        **more,
    }


def in_text(*criteria, sight=None):
    return [e.kind.value for e in in_words(criteria, sight or Sight())]


def test_thin_is_fewer_than_six_words_and_no_evidence():
    assert in_text(said("One two three four five")) == ["thin"]
    assert in_text(said("One two three four five six")) == []
    assert in_text(said("See policy", evidence=["e1"])) == []


def test_nothing_written_is_told_where_the_partnership_would_read_it():
    assert in_text(said("  \n ")) == ["nothing_written"]
    assert in_text(said(rating=False)) == []
    assert in_text(said(), sight=Sight(why=Why.NOT)) == []
    assert in_text(said(), sight=Sight(why=Why.NOT, questions=frozenset({"S01-01"}))) == ["nothing_written"]


def test_unchanged_is_two_submissions_in_the_same_words():
    words = "One two three four five six"
    assert in_text(said(words, unchanged_cycles=1)) == []
    assert in_text(said(words, unchanged_cycles=2)) == ["unchanged"]


def test_several_on_one_answer_stand_in_the_order_in_which_they_count():
    found = [Exceptional(ExceptionKind.THIN, "a"), Exceptional(ExceptionKind.NO_ACTION, "a")]
    assert by_criterion(found) == {"a": (ExceptionKind.NO_ACTION, ExceptionKind.THIN)}


# A sector's figures


def test_figures_are_of_what_is_in_and_leave_out_what_does_not_apply():
    headers = [
        header(1, {"S01-01": 2, "S01-02": 0}),
        header(2, {"S01-01": 3}, status=ReturnStatus.QUESTIONS),
        header(3, {"S01-01": 4}, status=ReturnStatus.IN_PROGRESS),
        header(4, {"S01-01": 4}, sector="police"),
        header(5, {"S01-01": 1}, framework="other@1"),
    ]
    found = {(f.sector, f.framework): f for f in figures(headers, FRAMEWORK, MONDAY)}
    school = found["school", FRAMEWORK]
    assert (school.returns, school.at("S01-01"), school.at("S01-02")) == (2, {2: 1, 3: 1}, {})
    assert found["school", "other@1"].returns == 1


@pytest.mark.parametrize(("orders", "median"), [((1, 2, 4), 2), ((1, 2, 3, 4), 2), ((4,), 4)])
def test_the_middle_is_the_lower_of_two(orders, median):
    assert sector(*orders).median("S01-01") == median
    assert sector(*orders).median("S01-02") == 0


# Themes


def test_a_theme_keeps_its_mark_when_it_is_renamed_or_retired():
    before = Themes()
    first = next(iter(before.in_use))
    renamed = before.edited({**before.in_use, first: "Training"}, [("t-new", "Transport")])
    assert renamed.in_use[first] == "Training"
    assert renamed.in_use["t-new"] == "Transport"
    retired = renamed.edited({**renamed.in_use, first: " "}, [])
    assert first not in retired.in_use
    assert retired.names[first] == "Training"
    assert retired.edited(retired.in_use, [("t-again", "training")]).in_use[first] == "Training"
