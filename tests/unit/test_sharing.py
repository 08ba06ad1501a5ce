"""One record, two views: what a partnership sees, and that nothing else gets through."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain import sharing
from chalicelib.domain.cycles import Sharing
from chalicelib.domain.sharing import Sight, Why, sight_of, what_partnership_sees
from tests.support import builders
from tests.support.fakes import MONDAY
from tests.support.reporting import snapshot

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/schemas/return-1.json").read_text(encoding="utf-8"))
SECRET = "Only ours"
LIMITED = builders.cycle(sharing=Sharing.RATINGS)
OURS = Sight(why=Why.NOT)


def copy_full_of_secrets() -> dict[str, Any]:
    """Every text that is a note, and every piece of evidence, says so."""
    copy = snapshot(standards=2, criteria=3, actions=2)
    for standard in copy["standards"]:
        for criterion in standard["criteria"]:
            criterion |= {"narrative": SECRET, "answered_by": SECRET, "evidence": [SECRET]}
            criterion["a reader's comment"] = SECRET
    copy["evidence"] = [{"id": SECRET, "title": SECRET, "where": SECRET}]
    copy["meeting"] = {"held_on": "2027-02-01", "body": "the governing body", "agreed": SECRET}
    return {**copy, "comments": [SECRET], "working_notes": SECRET}


def criteria_of(copy: dict[str, Any]) -> list[dict[str, Any]]:
    return [criterion for standard in copy["standards"] for criterion in standard["criteria"]]


@pytest.mark.parametrize("submitted", [True, False])
def test_nothing_that_is_the_organisations_own_gets_through(submitted: bool) -> None:
    seen = what_partnership_sees(copy_full_of_secrets(), OURS, submitted=submitted)
    assert SECRET not in json.dumps(seen)


def test_what_is_left_out_is_named_and_the_rest_is_there() -> None:
    copy = copy_full_of_secrets()
    seen = what_partnership_sees(copy, OURS, submitted=True)
    assert seen["left_out"] == ["narrative", "evidence", "meeting"]
    for name in ("reference", "organisation", "profile", "approved", "plan", "anything_else"):
        assert seen[name] == copy[name]
    for ours, theirs in zip(criteria_of(copy), criteria_of(seen), strict=True):
        for name in ("id", "rating", "not_applicable_reason"):
            assert theirs[name] == ours[name]
    assert seen["meeting"] == {"held_on": "2027-02-01", "body": "the governing body", "agreed": ""}


def test_the_text_of_a_shared_question_is_seen_and_its_evidence_is_not() -> None:
    copy = copy_full_of_secrets()
    first = criteria_of(copy)[0]
    sight = Sight(why=Why.NOT, questions=frozenset({first["id"]}))
    seen_first, *seen_rest = criteria_of(what_partnership_sees(copy, sight, submitted=True))
    assert seen_first["narrative"] == SECRET
    assert seen_first["evidence"] == []
    assert {c["narrative"] for c in seen_rest} == {""}


@pytest.mark.parametrize("why", [Why.CYCLE, Why.OWN_CHOICE, Why.VISIT])
def test_who_shares_everything_shares_what_a_copy_says_and_no_more(why: Why) -> None:
    copy = copy_full_of_secrets()
    seen = what_partnership_sees(copy, Sight(why=why), submitted=True)
    assert seen["left_out"] == []
    assert seen["evidence"] == copy["evidence"]
    assert {c["narrative"] for c in criteria_of(seen)} == {SECRET}
    assert "comments" not in seen
    assert "a reader's comment" not in criteria_of(seen)[0]


def test_before_it_is_submitted_only_ratings_are_seen_whatever_the_cycle_asks() -> None:
    copy = snapshot(standards=2, criteria=3, actions=2)
    seen = what_partnership_sees(copy, Sight(), submitted=False)
    assert (seen["plan"], seen["anything_else"], seen["evidence"]) == ([], None, [])
    assert {c["narrative"] for c in criteria_of(seen)} == {""}
    assert {c["not_applicable_reason"] for c in criteria_of(seen)} <= {None, ""}
    assert [c["rating"] for c in criteria_of(seen)] == [c["rating"] for c in criteria_of(copy)]


def test_what_another_partnership_asks_is_not_for_this_one() -> None:
    copy = copy_full_of_secrets()
    ours = {"partnership": copy["partnership"]["id"], "reply": "On page 4"}
    asked = {**copy, "questions": [ours, {"partnership": "elsewhere", "reply": SECRET}]}
    assert what_partnership_sees(asked, OURS, submitted=True)["questions"] == [ours]
    assert what_partnership_sees(asked, OURS, submitted=False)["questions"] == []


def test_every_part_of_a_copy_has_been_decided_about() -> None:
    """A new field of the schema fails here until somebody says who sees it."""
    view = {"standards", "evidence", "meeting", "questions", "left_out"}
    assert set(SCHEMA["properties"]) == {*sharing.SEEN, *sharing.SEEN_WHEN_SUBMITTED, *view}
    own = {*sharing.NOTES_OF_A_CRITERION, "evidence", "not_applicable_reason"}
    assert set(SCHEMA["$defs"]["criterion"]["properties"]) == {*sharing.SEEN_OF_A_CRITERION, *own}


MADE = builders.return_()


@pytest.mark.parametrize(
    ("cycle", "changes", "why"),
    [
        (builders.cycle(), {}, Why.CYCLE),
        (builders.cycle(), {"shared_notes": True}, Why.CYCLE),
        (LIMITED, {}, Why.NOT),
        (LIMITED, {"shared_notes": True}, Why.OWN_CHOICE),
        (LIMITED, {"chosen_for_visit": {"saltmarsh": MONDAY}}, Why.VISIT),
        (LIMITED, {"chosen_for_visit": {"elsewhere": MONDAY}}, Why.NOT),
    ],
)
def test_why_a_partnership_reads_the_notes(cycle: Any, changes: dict[str, Any], why: Why) -> None:
    assert sight_of(cycle, replace(MADE, **changes)).why is why


def test_shared_questions_are_those_of_the_cycle() -> None:
    cycle = replace(LIMITED, shared_criteria=frozenset({"S01-01"}))
    sight = sight_of(cycle, MADE)
    assert (sight.reads("S01-01"), sight.reads("S01-02"), sight.notes) == (True, False, False)
