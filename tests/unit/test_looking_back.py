"""A return finds what was submitted before it; answers are confirmed or rewritten, never silently carried."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chalicelib.domain.errors import Invalid, NotAllowed, Outdated, Refused
from chalicelib.domain.evidence import Evidence, EvidenceKind, EvidenceState
from chalicelib.domain.framework import NOT_APPLICABLE
from chalicelib.domain.last_time import last_time, places
from chalicelib.domain.returns import Audience, Part
from chalicelib.services.answering import Saved, mark_not_applicable, save_answer
from chalicelib.services.confirming import confirm
from chalicelib.services.desk import look_around, sit_down
from chalicelib.services.drafting import draft
from chalicelib.services.looking_back import past_of
from chalicelib.services.repairing import repair_cycle
from tests.support.rounds import Rounds
from tests.support.small import ABSENT, BUYING, CORE, CRITERIA, PLAIN, PRESENT, SMALL
from tests.support.tables import TroubledTable
from tests.support.versions import Shelf, question, scale, version

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/schemas/return-1.json").read_text())
TEXTS = {CORE: "Our policy, page 2", PLAIN: "The chart in the hall", BUYING: "The list of suppliers"}


@pytest.fixture
def rounds() -> Rounds:
    return Rounds()


def beside(rounds: Rounds, criterion: str = PLAIN):
    """What stands beside a question."""
    parts = rounds.parts
    seat = sit_down(parts, rounds.ref, rounds.lead, criterion=criterion)
    past, asked = past_of(parts, seat.framework, seat.return_), seat.criterion(criterion)
    around = look_around(parts, seat, answers=places(past, asked))
    return last_time(asked, seat.answer, past, around.answers)


def confirmed(rounds: Rounds, criterion: str = PLAIN, **changes) -> Saved:
    found = beside(rounds, criterion)
    read = found.confirmable.mark if found and found.confirmable else "?"
    values = {"read": read, "typed": "", "version": 0, **changes}
    return confirm(rounds.parts, rounds.ref, rounds.lead, criterion, **values)


class TestFinding:
    def test_the_first_cycle_knows_of_nothing_before(self, rounds: Rounds) -> None:
        assert rounds.open(2023).previous == ()
        assert beside(rounds) is None

    def test_the_last_two_that_were_submitted_newest_first(self, rounds: Rounds) -> None:
        refs = [rounds.whole_round(year, TEXTS).ref for year in (2021, 2023, 2025)]
        rounds.open(2026)  # never submitted

        previous = rounds.open(2027).previous

        assert [one.ref for one in previous] == [refs[2], refs[1]]
        assert [one.cycle_name for one in previous] == ["Round of 2025", "Round of 2023"]
        assert previous[0].submitted_on.isoformat() == "2025-02-10"
        assert (previous[0].framework, previous[0].sector) == (SMALL.key, "school")
        assert previous[0].profile == {"buys": "yes"}

    def test_what_went_to_another_partnership_stays_there(self, rounds: Rounds) -> None:
        theirs = rounds.whole_round(2025, TEXTS)
        elsewhere = (Audience(partnership_id="elsewhere", cycle_id="c9"),)
        rounds.parts.commit(
            rounds.parts.returns.changed(theirs, {"audiences": elsewhere}, while_in=(theirs.status,))
        )

        assert rounds.open(2027).previous == ()

    def test_one_that_was_reopened_and_submitted_again_is_one(self, rounds: Rounds) -> None:
        from chalicelib.services.reopening import reopen

        first = rounds.whole_round(2025, TEXTS)
        reopen(rounds.parts, "saltmarsh", first.ref, "s-coordinator", "They asked")
        rounds.submit()

        (previous,) = rounds.open(2027).previous

        assert previous.submitted_on.isoformat() == "2025-03-12"

    def test_one_that_is_open_again_has_the_day_on_which_it_was_sent(self, rounds: Rounds) -> None:
        from chalicelib.services.reopening import reopen

        first = rounds.whole_round(2025, TEXTS)
        reopen(rounds.parts, "saltmarsh", first.ref, "s-coordinator", "They asked")

        (previous,) = rounds.open(2027).previous

        assert previous.submitted_on.isoformat() == "2025-02-10"


class TestBeside:
    def test_what_was_said_in_the_words_of_then(self, rounds: Rounds) -> None:
        rounds.whole_round(2025, TEXTS)
        rounds.open(2027)

        found = beside(rounds)

        assert found is not None
        (said,) = found.said
        assert (said.answer.narrative, said.level and said.level.label) == (TEXTS[PLAIN], "Present")
        assert said.wording.question == f"What about {PLAIN}?"
        assert (found.confirmable, found.mapped.kind.value) == (said, "same")
        assert rounds.answers() == {}  # nothing was carried

    def test_two_that_are_one_now_are_both_there_and_cannot_be_confirmed(self, rounds: Rounds) -> None:
        rounds.whole_round(2025, TEXTS)
        merged = version("2027.1", question("S01-09", was=(CORE, PLAIN)), follows=SMALL.key)
        rounds.open(2027, merged)

        found = beside(rounds, "S01-09")

        assert found is not None
        assert [said.answer.narrative for said in found.said] == [TEXTS[CORE], TEXTS[PLAIN]]
        assert [said.key for said in found.said] == [CORE, PLAIN]
        assert found.confirmable is None

    def test_on_another_scale_it_is_told_in_words_and_not_converted(self, rounds: Rounds) -> None:
        rounds.whole_round(2025, TEXTS)
        other = version("2027.1", question(PLAIN), follows=SMALL.key, scale=scale("Not yet", "In place"))
        rounds.open(2027, other)

        found = beside(rounds)

        assert found is not None
        assert found.said[0].level is not None
        assert found.said[0].level.label == "Present"
        assert (found.same_scale, found.confirmable) == (False, None)
        with pytest.raises(Invalid):
            confirmed(rounds)

    def test_a_framework_that_is_gone_leaves_nothing_beside(self, rounds: Rounds) -> None:
        rounds.whole_round(2025, TEXTS)
        rounds.open(2027, version("2027.1", question(PLAIN)))
        rounds.parts.published = rounds.parts.published[1:]

        assert beside(rounds) is None

    def test_half_of_a_split_can_be_rewritten_but_not_confirmed(self, rounds: Rounds) -> None:
        rounds.whole_round(2025, TEXTS)
        split = version(
            "2027.1",
            question(PLAIN, "Half?"),
            question("S01-09", "Other half?", was=(PLAIN,)),
            follows=SMALL.key,
        )
        rounds.open(2027, split)

        for criterion in (PLAIN, "S01-09"):
            found = beside(rounds, criterion)
            assert found is not None
            assert (found.said[0].answer.narrative, found.confirmable) == (TEXTS[PLAIN], None)


class TestConfirming:
    @pytest.fixture
    def rounds(self) -> Rounds:
        rounds = Rounds(Shelf(TroubledTable()))
        rounds.whole_round(2025, TEXTS)
        rounds.open(2027)
        rounds.profile()
        return rounds

    def test_it_is_this_times_answer_and_tells_where_it_is_from(self, rounds: Rounds) -> None:
        saved = confirmed(rounds)

        answer = rounds.answers()[PLAIN]
        assert saved.answer == replace(answer, evidence=frozenset())
        assert (answer.rating, answer.narrative) == (PRESENT, TEXTS[PLAIN])
        assert answer.confirmed_from == rounds.return_.previous[0].ref
        assert rounds.return_.ratings[PLAIN] == 2
        assert (answer.version, answer.saved_as) == (1, "Lena")

    def test_a_second_click_changes_nothing(self, rounds: Rounds) -> None:
        first = confirmed(rounds).answer

        assert confirmed(rounds).answer == first

    def test_other_words_are_no_confirmation_any_more(self, rounds: Rounds) -> None:
        confirmed(rounds)
        assert rounds.answer(PLAIN, TEXTS[PLAIN]).confirmed_from
        save_answer(
            rounds.parts,
            rounds.ref,
            rounds.lead,
            PLAIN,
            rating=PRESENT,
            narrative=TEXTS[PLAIN],
            version=1,
            help_wanted=True,
        )
        assert rounds.answers()[PLAIN].confirmed_from

        assert not rounds.answer(PLAIN, "Another chart").confirmed_from

    @pytest.mark.parametrize("rating", [ABSENT, ""])
    def test_another_rating_is_none_either(self, rounds: Rounds, rating: str) -> None:
        confirmed(rounds)

        assert not rounds.answer(PLAIN, TEXTS[PLAIN], rating).confirmed_from

    def test_nor_is_that_it_does_not_apply(self, rounds: Rounds) -> None:
        confirmed(rounds)

        mark_not_applicable(rounds.parts, rounds.ref, rounds.lead, PLAIN, reason="None here", version=1)

        assert not rounds.answers()[PLAIN].confirmed_from

    def test_what_was_typed_is_not_passed_over(self, rounds: Rounds) -> None:
        with pytest.raises(Invalid, match="last_time_typed"):
            confirmed(rounds, typed="Half a sentence")

        assert confirmed(rounds, typed=TEXTS[PLAIN]).answer.confirmed_from

    def test_a_text_that_is_saved_already_is_not_passed_over(self, rounds: Rounds) -> None:
        rounds.answer(PLAIN, "Ours")

        with pytest.raises(Invalid, match="last_time_typed"):
            confirmed(rounds, typed="Ours", version=1)

    def test_a_colleague_who_answered_meanwhile_is_not_passed_over(self, rounds: Rounds) -> None:
        rounds.answer(PLAIN, "What a colleague wrote")

        with pytest.raises(Outdated) as outdated:
            confirmed(rounds)

        assert outdated.value.current.narrative == "What a colleague wrote"

    def test_nor_one_who_answers_between_reading_and_writing(self, rounds: Rounds) -> None:
        table: Any = rounds.parts.table
        rival = rounds.parts.beside(table.inner)
        rival.published = rounds.parts.published
        mark = beside(rounds).confirmable.mark

        def quicker() -> None:
            save_answer(rival, rounds.ref, rounds.lead, PLAIN, rating=ABSENT, narrative="Quicker", version=0)

        table.before = quicker
        with pytest.raises(Outdated) as outdated:
            confirm(rounds.parts, rounds.ref, rounds.lead, PLAIN, read=mark, typed="", version=0)

        assert outdated.value.current.narrative == "Quicker"

    def test_what_was_not_read_is_not_confirmed(self, rounds: Rounds) -> None:
        with pytest.raises(Invalid) as invalid:
            confirmed(rounds, read="something else")

        assert "Please read it again" in invalid.value.messages()["last_time"]
        assert rounds.answers() == {}

    def test_while_it_waits_for_approval_nothing_is_confirmed(self, rounds: Rounds) -> None:
        for criterion in CRITERIA:
            confirmed(rounds, criterion)
        from chalicelib.services.approval import send_for_approval

        send_for_approval(rounds.parts, rounds.ref, rounds.lead)

        with pytest.raises(Refused, match="return_is_waiting"):
            confirmed(rounds)

    def test_the_approver_confirms_nothing(self, rounds: Rounds) -> None:
        rounds.lead = rounds.session(Part.APPROVER)

        with pytest.raises(NotAllowed):
            confirmed(rounds)

    def test_that_it_does_not_apply_can_be_confirmed_where_it_may_be_said(self) -> None:
        rounds = Rounds()
        rounds.open(2025)
        rounds.profile()
        mark_not_applicable(rounds.parts, rounds.ref, rounds.lead, PLAIN, reason="None here", version=0)
        rounds.answer(CORE, "x")
        rounds.answer(BUYING, "x")
        rounds.submit()
        rounds.open(2027)

        answer = confirmed(rounds).answer

        assert (answer.rating, answer.reason) == (NOT_APPLICABLE, "None here")

    def test_but_not_where_the_question_now_is_for_everybody(self) -> None:
        rounds = Rounds()
        rounds.open(2025)
        rounds.profile()
        mark_not_applicable(rounds.parts, rounds.ref, rounds.lead, PLAIN, reason="None here", version=0)
        rounds.answer(CORE, "x")
        rounds.answer(BUYING, "x")
        rounds.submit()
        rounds.open(2027, version("2027.1", question(PLAIN, core=True), follows=SMALL.key))

        found = beside(rounds)

        assert found is not None
        assert found.confirmable is None

    def test_the_evidence_that_is_still_there_comes_along(self, rounds: Rounds) -> None:
        parts, previous = rounds.parts, rounds.return_.previous[0].ref
        kept, removed, theirs = (
            Evidence(
                id=name,
                organisation_id="org001",
                partnership_id=whose,
                kind=EvidenceKind.LOCATION,
                title="Policy",
                where="Shelf 2",
                state=state,
            )
            for name, state, whose in (
                ("e1", EvidenceState.READY, "saltmarsh"),
                ("e2", EvidenceState.REMOVED, "saltmarsh"),
                ("e3", EvidenceState.READY, "elsewhere"),
            )
        )
        for item in (kept, removed, theirs):
            parts.commit(parts.evidence.saved(item))
            parts.commit(parts.returns.evidence_used(previous, PLAIN, add=item.id))

        confirmed(rounds)

        assert rounds.answers()[PLAIN].evidence == {"e1"}


class TestUnchanged:
    def test_the_same_words_for_the_third_time_are_told_to_both_sides(self, rounds: Rounds) -> None:
        first, second = (rounds.whole_round(year, TEXTS) for year in (2023, 2025))
        assert (first.unchanged, second.unchanged) == ((), ())
        rounds.open(2027)
        rounds.profile()
        confirmed(rounds)
        rounds.answer(
            CORE, "  OUR policy,\npage 2 ", ABSENT
        )  # white space, capitals and rating are no new words
        rounds.answer(BUYING, "Another list")
        rounds.plan("aAAA-AA2", CORE)

        on_the_page = beside(rounds)
        assert on_the_page is not None
        assert [p.cycle_name for p in on_the_page.unchanged_since] == ["Round of 2025", "Round of 2023"]
        third = rounds.submit()

        assert third.unchanged == (CORE, PLAIN)
        (header,) = rounds.parts.returns.headers("cycle2027")
        assert header.unchanged == 2
        assert list(repair_cycle(rounds.parts, "cycle2027", fix=False)) == []
        sealed = copy_of(rounds)
        assert {i: c.get("unchanged_cycles") for i, c in sealed.items()} == {CORE: 2, PLAIN: 2, BUYING: None}
        assert sealed[PLAIN]["confirmed_from"] == {
            "reference": second.ref,
            "cycle": "Round of 2025",
            "submitted_on": "2025-02-10",
        }
        assert "confirmed_from" not in sealed[CORE]

    def test_twice_is_counted_and_not_told(self, rounds: Rounds) -> None:
        rounds.whole_round(2023, {**TEXTS, PLAIN: "Something else"})
        rounds.whole_round(2025, TEXTS)
        third = rounds.whole_round(2027, TEXTS)

        assert third.unchanged == (CORE, BUYING)
        assert {i: c["unchanged_cycles"] for i, c in copy_of(rounds).items()} == {
            CORE: 2,
            PLAIN: 1,
            BUYING: 2,
        }

    def test_a_word_between_makes_it_new_again(self, rounds: Rounds) -> None:
        rounds.whole_round(2023, TEXTS)
        rounds.whole_round(2025, {**TEXTS, PLAIN: "Something else"})

        assert PLAIN not in rounds.whole_round(2027, TEXTS).unchanged

    def test_without_words_only_a_confirmation_counts(self, rounds: Rounds) -> None:
        empty = dict.fromkeys(CRITERIA, "")
        rounds.whole_round(2023, empty)
        for year in (2025, 2027):
            rounds.open(year)
            rounds.profile()
            confirmed(rounds)
            rounds.answer(CORE, "")
            rounds.answer(BUYING, "")
            rounds.submit()

        assert rounds.return_.unchanged == (PLAIN,)

    def test_before_it_is_answered_the_page_tells_that_last_time_was_a_repetition(
        self, rounds: Rounds
    ) -> None:
        rounds.whole_round(2023, TEXTS)
        rounds.whole_round(2025, TEXTS)
        rounds.open(2027)

        found = beside(rounds)

        assert found is not None
        assert found.unchanged_since == ()
        assert found.the_same_before is not None
        assert found.the_same_before.cycle_name == "Round of 2023"

    def test_over_two_versions_the_words_are_followed_to_their_questions(self, rounds: Rounds) -> None:
        rounds.whole_round(2023, TEXTS)
        second = version("2025.1", question("S01-05", "Moved?", was=(PLAIN,)), follows=SMALL.key)
        third = version("2027.1", question("S01-07", was=("S01-05", "S01-06")), follows=second.key)
        rounds.whole_round(2025, {"S01-05": TEXTS[PLAIN]}, second)

        assert rounds.whole_round(2027, {"S01-07": TEXTS[PLAIN]}, third).unchanged == ("S01-07",)

    def test_submitted_again_it_is_found_afresh(self, rounds: Rounds) -> None:
        from chalicelib.services.reopening import reopen

        for year in (2023, 2025, 2027):
            rounds.whole_round(year, TEXTS)
        reopen(rounds.parts, "saltmarsh", rounds.ref, "s-coordinator", "They asked")
        for criterion in CRITERIA:
            rounds.answer(criterion, "All new")

        assert rounds.submit().unchanged == ()
        (header,) = rounds.parts.returns.headers("cycle2027")
        assert header.unchanged == 0


def copy_of(rounds: Rounds):
    """The criteria of the submitted copy, which keeps to its schema; it says what its draft says."""
    parts, return_ = rounds.parts, rounds.return_
    whole: Any = parts.returns.whole(return_.ref)
    sealed = json.loads(parts.files.get(whole.submissions[-1].key))
    Draft202012Validator(SCHEMA).validate(sealed)
    drafted = draft(parts, parts.framework(return_.framework), whole)[1]
    assert drafted["standards"] == sealed["standards"]
    return {c["id"]: c for standard in sealed["standards"] for c in standard["criteria"]}
