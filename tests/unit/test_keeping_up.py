"""The working copy after a submission: the organisation's own, and where the next return starts from."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.cycles import CycleStatus
from chalicelib.domain.errors import Invalid, NotAllowed, NotFound, Outdated, Refused
from chalicelib.domain.framework import NOT_APPLICABLE
from chalicelib.domain.returns import NARRATIVE_LIMIT, ActionState, Part, Person
from chalicelib.domain.rights import Right
from chalicelib.services import action_notes, keeping_up
from chalicelib.services.action_notes import note_action, unfinished
from chalicelib.services.answering import mark_not_applicable
from chalicelib.services.approval import send_for_approval
from chalicelib.services.desk import sit_down
from chalicelib.services.drafting import draft
from chalicelib.services.exporting import export_cycle
from chalicelib.services.reopening import reopen
from tests.support.counting import CountingTable
from tests.support.rounds import Rounds
from tests.support.small import ABSENT, BUYING, CORE, PLAIN, PRESENT, SMALL
from tests.support.tables import TroubledTable
from tests.support.versions import Shelf, question, version
from tests.unit.test_looking_back import TEXTS, beside, confirmed

ACTION, BARRIER = "aAAA-AA2", "bAAA-AA2"
NOTED = "The chart moved to the office"


@pytest.fixture
def rounds() -> Rounds:
    """Submitted, with an action and a barrier."""
    rounds = Rounds()
    rounds.open(2025)
    rounds.profile()
    for criterion, text in TEXTS.items():
        rounds.answer(criterion, text, ABSENT if criterion == CORE else PRESENT)
    rounds.plan(ACTION, CORE)
    rounds.plan(BARRIER, CORE, BUYING, what="No courses")
    rounds.submit()
    rounds.lead = rounds.session(Part.LEAD)
    return rounds


def note(rounds: Rounds, text: str = NOTED, version: int = 0, criterion: str = PLAIN, **changes: Any) -> Any:
    values = {"rating": PRESENT, "narrative": text, "version": version, **changes}
    return keeping_up.note_answer(rounds.parts, rounds.ref, rounds.lead, criterion, **values)


def look(rounds: Rounds, criterion: str = PLAIN) -> keeping_up.Page:
    return keeping_up.question(rounds.parts, rounds.ref, rounds.lead, criterion)


def overview(rounds: Rounds) -> keeping_up.Overview:
    return keeping_up.overview(rounds.parts, rounds.ref, rounds.lead)


def colleague(rounds: Rounds, *standards: int, part: Part = Part.CONTRIBUTOR) -> str:
    """The session of somebody who has been added."""
    from tests.support.builders import session

    person = Person(id="p-cy", part=part, name="Cy", email="cy@example.org", standards=standards)
    parts, return_ = rounds.parts, rounds.return_
    parts.commit(parts.returns.changed(return_, {f"people.{person.id}": person}, while_in=(return_.status,)))
    return session(parts, rounds.return_, person)


class TestNoting:
    def test_it_starts_with_what_was_submitted(self, rounds: Rounds) -> None:
        page = look(rounds)
        assert page.now == page.submitted
        assert (page.now.narrative, page.version, page.may_note) == (TEXTS[PLAIN], 0, True)
        assert overview(rounds).changed == {}

    def test_what_is_noted_leaves_the_return_as_it_is(self, rounds: Rounds) -> None:
        before, whole = rounds.return_, rounds.parts.returns.whole(rounds.ref)
        rounds.parts.clock.move(hours=1)

        note(rounds)

        assert rounds.return_ == before
        assert rounds.parts.returns.whole(rounds.ref) == whole
        page = look(rounds)
        assert (page.now.narrative, page.submitted.narrative) == (NOTED, TEXTS[PLAIN])
        assert set(overview(rounds).changed) == {PLAIN}

    def test_the_partnership_never_reads_it(self, rounds: Rounds) -> None:
        parts = rounds.parts
        rounds.parts.clock.move(hours=1)
        note(rounds)
        note_action(parts, rounds.ref, rounds.lead, ACTION, state="stuck", line="No money yet", version=0)
        cycle = parts.cycles.get("cycle2025")
        assert cycle is not None
        whole = parts.returns.whole(rounds.ref)
        assert whole is not None

        seen = repr(
            [export_cycle(parts, cycle), draft(parts, SMALL, whole), list(parts.returns.headers("cycle2025"))]
        )

        assert NOTED not in seen
        assert "No money yet" not in seen

    def test_two_reads_and_one_write(self) -> None:
        rounds = Rounds(Shelf(CountingTable()))
        rounds.whole_round(2025, TEXTS)
        rounds.lead = rounds.session(Part.LEAD)
        table: Any = rounds.parts.table
        table.reset()

        note(rounds)

        assert (table.reads, table.writes) == (2, 1)

    def test_the_same_again_writes_nothing(self, rounds: Rounds) -> None:
        rounds.parts.clock.move(hours=1)
        note(rounds, TEXTS[PLAIN])
        assert look(rounds).version == 0
        note(rounds)
        note(rounds)
        assert look(rounds).version == 1

    def test_whoever_saves_second_is_shown_the_other_note(self, rounds: Rounds) -> None:
        rounds.parts.clock.move(hours=1)
        note(rounds)
        with pytest.raises(Outdated) as outdated:
            note(rounds, "Another")
        assert outdated.value.current.narrative == NOTED
        note(rounds, "Another", version=outdated.value.current.version)
        assert look(rounds).now.narrative == "Another"

    def test_also_between_reading_and_writing(self) -> None:
        table = TroubledTable()
        rounds = Rounds(Shelf(table))
        rounds.whole_round(2025, TEXTS)
        rounds.lead = rounds.session(Part.LEAD)
        rival = rounds.parts.beside(table.inner)
        rounds.parts.clock.move(hours=1)
        table.before = lambda: keeping_up.note_answer(
            rival, rounds.ref, rounds.lead, PLAIN, rating=PRESENT, narrative="Quicker", version=0
        )

        with pytest.raises(Outdated) as outdated:
            note(rounds)

        assert outdated.value.current.narrative == "Quicker"

    @pytest.mark.parametrize(
        ("changes", "problem"),
        [
            ({"text": "x" * (NARRATIVE_LIMIT + 1)}, "text_too_long"),
            ({"rating": "excellent"}, "choice_needed"),
            ({"rating": NOT_APPLICABLE}, "choice_needed"),
        ],
    )
    def test_what_cannot_be_kept_is_refused(self, rounds: Rounds, changes: Any, problem: str) -> None:
        with pytest.raises(Invalid, match=problem):
            note(rounds, **changes)

    def test_what_does_not_apply_stays_so_until_it_is_rated(self) -> None:
        rounds = Rounds()
        rounds.open(2025)
        rounds.profile()
        mark_not_applicable(rounds.parts, rounds.ref, rounds.lead, PLAIN, reason="None here", version=0)
        rounds.answer(CORE, "x")
        rounds.answer(BUYING, "x")
        rounds.submit()
        rounds.lead = rounds.session(Part.LEAD)
        rounds.parts.clock.move(hours=1)

        note(rounds, "Perhaps soon", rating=NOT_APPLICABLE)
        assert look(rounds).now.reason == "None here"
        note(rounds, "We have one now", version=1)
        assert (look(rounds).now.rating, look(rounds).now.reason) == (PRESENT, "")


class TestWho:
    def test_a_colleague_within_their_standards(self, rounds: Rounds) -> None:
        rounds.lead = colleague(rounds, 1)
        rounds.parts.clock.move(hours=1)
        note(rounds)
        assert set(overview(rounds).changed) == {PLAIN}
        with pytest.raises(NotFound):
            note(rounds, criterion=BUYING)
        with pytest.raises(NotFound):
            note_action(rounds.parts, rounds.ref, rounds.lead, BARRIER, state="done", line="", version=0)

    def test_whose_questions_are_others_sees_nothing_of_it(self, rounds: Rounds) -> None:
        rounds.parts.clock.move(hours=1)
        note(rounds)
        rounds.lead = colleague(rounds, 2)
        assert overview(rounds).changed == {}
        assert [plan.id for plan in overview(rounds).plans] == [BARRIER]

    @pytest.mark.parametrize("part", [Part.READER, Part.APPROVER])
    def test_who_reads_reads(self, rounds: Rounds, part: Part) -> None:
        rounds.parts.clock.move(hours=1)
        note(rounds)
        rounds.lead = colleague(rounds, part=part) if part is Part.READER else rounds.session(part)
        page = look(rounds)
        assert (page.now.narrative, page.may_note) == (NOTED, False)
        with pytest.raises(NotAllowed):
            note(rounds, "Mine", version=1)
        with pytest.raises(NotAllowed):
            note_action(rounds.parts, rounds.ref, rounds.lead, ACTION, state="done", line="", version=0)


class TestWhen:
    def test_not_before_it_is_submitted(self) -> None:
        rounds = Rounds()
        rounds.open(2025)
        rounds.profile()
        with pytest.raises(Refused, match="working_copy_closed"):
            note(rounds)

    def test_still_when_the_cycle_is_closed_but_not_when_it_is_archived(self, rounds: Rounds) -> None:
        parts = rounds.parts
        cycle = parts.cycles.get("cycle2025")
        assert cycle is not None
        parts.commit(parts.cycles.moved(cycle, CycleStatus.CLOSED))
        parts.clock.move(hours=1)
        note(rounds)
        parts.commit(parts.cycles.moved(replace(cycle, status=CycleStatus.CLOSED), CycleStatus.ARCHIVED))
        with pytest.raises(Refused, match="working_copy_closed"):
            note(rounds, "Too late", version=1)
        with pytest.raises(Refused, match="working_copy_closed"):
            note_action(parts, rounds.ref, rounds.lead, ACTION, state="done", line="", version=0)

    def test_not_while_all_of_it_is_open_again(self, rounds: Rounds) -> None:
        reopen(rounds.parts, "saltmarsh", rounds.ref, "s-coordinator", "They asked")
        with pytest.raises(Refused, match="working_copy_closed"):
            note(rounds)

    def test_an_answer_submitted_later_is_newer_than_the_note(self, rounds: Rounds) -> None:
        rounds.parts.clock.move(hours=1)
        note(rounds)
        note(rounds, "The list grew", criterion=BUYING)
        reopen(rounds.parts, "saltmarsh", rounds.ref, "s-coordinator", "They asked")
        rounds.parts.clock.move(hours=1)
        rounds.answer(PLAIN, "Submitted afresh")
        rounds.submit()
        rounds.lead = rounds.session(Part.LEAD)

        assert look(rounds).now.narrative == "Submitted afresh"
        assert look(rounds, BUYING).now.narrative == "The list grew"
        assert set(overview(rounds).changed) == {BUYING}
        rounds.parts.clock.move(hours=1)
        note(rounds, "Changed again", version=look(rounds).version)
        assert look(rounds).now.narrative == "Changed again"


class TestNextTime:
    @pytest.fixture
    def rounds(self, rounds: Rounds) -> Rounds:
        rounds.parts.clock.move(hours=1)
        note(rounds)
        return rounds

    def test_what_was_noted_stands_beside_what_was_submitted_and_is_what_is_confirmed(
        self, rounds: Rounds
    ) -> None:
        rounds.open(2027)
        rounds.profile()

        found = beside(rounds)

        assert found is not None
        assert [(said.answer.narrative, said.noted) for said in found.said] == [
            (TEXTS[PLAIN], False),
            (NOTED, True),
        ]
        assert found.confirmable == found.said[1]
        assert confirmed(rounds).answer.narrative == NOTED
        assert rounds.answers()[PLAIN].confirmed_from == rounds.return_.previous[0].ref

    def test_what_is_noted_while_somebody_reads_is_read_before_it_is_confirmed(self, rounds: Rounds) -> None:
        earlier = rounds.ref
        rounds.open(2027)
        rounds.profile()
        found = beside(rounds)
        assert found is not None
        assert found.confirmable is not None
        parts = rounds.parts
        changed = replace(found.said[1].answer, narrative="Once more", version=2, saved_at=parts.now())
        parts.commit(parts.returns.answer_noted(earlier, changed))

        with pytest.raises(Invalid, match="last_time_changed"):
            confirmed(rounds, read=found.confirmable.mark)

    def test_a_rating_that_was_cleared_leaves_nothing_to_confirm(self, rounds: Rounds) -> None:
        note(rounds, "Not sure any more", version=1, rating="")
        rounds.open(2027)

        found = beside(rounds)

        assert found is not None
        assert found.said[-1].answer.narrative == "Not sure any more"
        assert found.confirmable is None

    def test_a_note_that_was_taken_back_is_none(self, rounds: Rounds) -> None:
        note(rounds, TEXTS[PLAIN], version=1)
        rounds.open(2027)

        found = beside(rounds)

        assert found is not None
        assert [said.noted for said in found.said] == [False]

    def test_a_text_that_was_kept_up_is_not_the_same_as_before(self, rounds: Rounds) -> None:
        rounds.open(2027)
        rounds.profile()
        confirmed(rounds)
        for criterion in (CORE, BUYING):
            rounds.answer(criterion, "x")
        assert rounds.submit().unchanged == ()


class TestActions:
    def test_how_an_action_goes(self, rounds: Rounds) -> None:
        parts, ref, lead = rounds.parts, rounds.ref, rounds.lead
        note_action(parts, ref, lead, ACTION, state="stuck", line="Waiting for a grant", version=0)
        note_action(parts, ref, lead, ACTION, state="stuck", line="Waiting for a grant", version=0)  # twice
        (noted,) = overview(rounds).notes.values()
        assert (noted.state, noted.line, noted.version, noted.saved_as) == (
            ActionState.STUCK,
            "Waiting for a grant",
            1,
            "Lena",
        )
        with pytest.raises(Outdated) as outdated:
            note_action(parts, ref, lead, ACTION, state="done", line="", version=0)
        assert outdated.value.current == noted
        note_action(parts, ref, lead, ACTION, state="done", line="", version=1)
        assert overview(rounds).notes[ACTION].state is ActionState.DONE

    @pytest.mark.parametrize(
        ("state", "line", "field"),
        [("", "", "state"), ("finished", "", "state"), ("done", "x" * 501, "line")],
    )
    def test_what_cannot_be_kept_is_refused(self, rounds: Rounds, state: str, line: str, field: str) -> None:
        with pytest.raises(Invalid) as invalid:
            note_action(rounds.parts, rounds.ref, rounds.lead, ACTION, state=state, line=line, version=0)
        assert set(invalid.value.problems) == {field}

    def test_an_action_that_is_not_there(self, rounds: Rounds) -> None:
        for plan_id in ("aZZZ-ZZZ", "x" * 2000, ""):
            with pytest.raises(NotFound):
                note_action(rounds.parts, rounds.ref, rounds.lead, plan_id, state="done", line="", version=0)

    def offered(self, rounds: Rounds) -> list[tuple[str, tuple[str, ...]]]:
        seat = sit_down(rounds.parts, rounds.ref, rounds.lead)
        return [(one.plan.id, one.plan.criteria) for one in unfinished(rounds.parts, seat)]

    def test_what_is_not_done_is_offered_to_the_next_plan(self, rounds: Rounds) -> None:
        note_action(rounds.parts, rounds.ref, rounds.lead, ACTION, state="stuck", line="", version=0)
        rounds.open(2027)
        rounds.profile()

        assert self.offered(rounds) == [(ACTION, (CORE,)), (BARRIER, (CORE, BUYING))]
        assert rounds.return_.plans == {}  # nothing was carried
        rounds.plan(ACTION, CORE)
        assert self.offered(rounds) == [(BARRIER, (CORE, BUYING))]

    def test_what_is_done_is_not(self, rounds: Rounds) -> None:
        note_action(rounds.parts, rounds.ref, rounds.lead, ACTION, state="done", line="", version=0)
        rounds.open(2027)
        rounds.profile()

        assert self.offered(rounds) == [(BARRIER, (CORE, BUYING))]

    def test_it_serves_what_its_questions_have_become(self, rounds: Rounds) -> None:
        moved = version(
            "2027.1", question("S01-07", was=(CORE,)), question("S01-08", was=(CORE,)), follows=SMALL.key
        )
        rounds.open(2027, moved)
        rounds.profile()

        assert self.offered(rounds) == [(ACTION, ("S01-07", "S01-08")), (BARRIER, ("S01-07", "S01-08"))]

    def test_a_colleague_is_offered_what_is_theirs_alone(self, rounds: Rounds) -> None:
        rounds.open(2027)
        rounds.profile()
        rounds.lead = colleague(rounds, 1)
        seat = sit_down(rounds.parts, rounds.ref, rounds.lead, Right.ENTER)

        assert [one.plan.id for one in unfinished(rounds.parts, seat)] == [ACTION]

    def test_nobody_else_is_offered_anything(self, rounds: Rounds) -> None:
        rounds.open(2027)
        rounds.profile()
        rounds.lead = rounds.session(Part.APPROVER)

        assert self.offered(rounds) == []

    def test_nothing_is_offered_while_somebody_reads_it_for_approval(self, rounds: Rounds) -> None:
        rounds.open(2027)
        rounds.profile()
        for criterion in (CORE, PLAIN, BUYING):
            rounds.answer(criterion, "x")
        send_for_approval(rounds.parts, rounds.ref, rounds.lead)

        assert self.offered(rounds) == []

    def test_one_action_alone(self, rounds: Rounds) -> None:
        found = action_notes.action(rounds.parts, rounds.ref, rounds.lead, ACTION)
        assert [plan.id for plan in found.plans] == [ACTION]
