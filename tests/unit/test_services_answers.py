"""Answers: what is saved, what is refused, and that nobody's text is lost to somebody else's save."""

from datetime import date
from typing import Any

import pytest

from chalicelib.domain.errors import Busy, Invalid, NotFound, Outdated, Refused
from chalicelib.domain.framework import NOT_APPLICABLE
from chalicelib.domain.returns import NARRATIVE_LIMIT, Answer, Return, ReturnStatus
from chalicelib.services.answering import NOWHERE, Writing, mark_not_applicable, save_answer
from chalicelib.services.desk import sit_down
from chalicelib.services.planning import remove_plan, save_plan, use_plan
from chalicelib.services.profiling import save_profile
from tests.support.builders import session, stored_return
from tests.support.counting import CountingTable
from tests.support.small import ABSENT, BUYING, CORE, PLAIN, PRESENT, SMALL, SmallParts
from tests.support.tables import TroubledTable

ACTION = "aAAA-AA2"


class Desk:
    """A lead at work on one return."""

    def __init__(self, parts: SmallParts | None = None) -> None:
        self.parts = parts or SmallParts()
        self.ref = stored_return(self.parts, framework=SMALL.key).ref
        self.token = session(self.parts, self.return_)

    @property
    def return_(self) -> Return:
        found = self.parts.returns.get(self.ref)
        assert found is not None
        return found

    def answer(self, criterion: str = PLAIN) -> Answer | None:
        return sit_down(self.parts, self.ref, self.token, criterion=criterion).answer

    def save(
        self,
        narrative: str = "",
        rating: str = "",
        version: int = 0,
        criterion: str = PLAIN,
        writing: Writing = NOWHERE,
    ) -> Answer:
        text: dict[str, Any] = {"rating": rating, "narrative": narrative}
        saved = save_answer(
            self.parts, self.ref, self.token, criterion, version=version, writing=writing, **text
        )
        return saved.answer

    def plan(self, *criteria: str, what: str = "Buy a lock", version: int = 0) -> None:
        save_plan(
            self.parts,
            self.ref,
            self.token,
            ACTION,
            criteria=criteria or (PLAIN,),
            what=what,
            who="Wren",
            by_when=date(2027, 6, 1),
            version=version,
        )

    def profile(self, buys: str) -> None:
        save_profile(self.parts, self.ref, self.token, profile={"buys": buys}, name="Lena Lead", job="DSL")


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_whoever_saves_second_is_shown_the_other_text_and_neither_is_lost(desk: Desk) -> None:
    desk.save("The first text")

    with pytest.raises(Outdated) as outdated:
        desk.save("The second text")

    assert outdated.value.current.narrative == "The first text"
    assert desk.save("The second text, with the first", version=outdated.value.current.version).version == 2


def test_a_save_that_loses_between_reading_and_writing_is_shown_the_other_text() -> None:
    table = TroubledTable()
    desk = Desk(SmallParts(table))
    rival = desk.parts.beside(table.inner)
    table.before = lambda: save_answer(
        rival, desk.ref, desk.token, PLAIN, rating=PRESENT, narrative="Quicker", version=0
    )

    with pytest.raises(Outdated) as outdated:
        desk.save("Slower")

    assert (outdated.value.current.narrative, outdated.value.current.rating) == ("Quicker", PRESENT)
    assert desk.answer() == outdated.value.current


def test_the_same_text_saved_by_a_quicker_tab_is_no_alarm() -> None:
    table = TroubledTable()
    desk = Desk(SmallParts(table))
    rival = desk.parts.beside(table.inner)
    table.before = lambda: save_answer(
        rival, desk.ref, desk.token, PLAIN, rating="", narrative="The same", version=0
    )

    assert desk.save("The same").version == 1


def test_the_second_tab_with_nothing_new_writes_nothing() -> None:
    table = CountingTable()
    desk = Desk(SmallParts(table))
    desk.save("The same", PRESENT)
    table.reset()

    desk.save("The same", PRESENT)

    assert (table.reads, table.writes) == (1, 0)


def typed(turn: int, opening: str = "0" * 26) -> Writing:
    return Writing(opening, turn, by_itself=True)


def pressed(turn: int, opening: str = "0" * 26) -> Writing:
    return Writing(opening, turn)


def test_what_a_page_saved_by_itself_is_no_conflict_to_its_own_button(desk: Desk) -> None:
    desk.save("Half a sen", writing=typed(1))
    saved = desk.save("Half a sentence.", version=0, writing=pressed(2))  # the answer had not come back yet
    assert (saved.narrative, saved.version) == ("Half a sentence.", 2)


def test_a_slow_request_never_saves_over_what_was_typed_after_it(desk: Desk) -> None:
    desk.save("Half a sentence.", writing=pressed(2))
    overtaken = desk.save("Half a sen", version=0, writing=typed(1))
    assert (overtaken.narrative, overtaken.version) == ("Half a sentence.", 1)
    assert desk.answer() == overtaken


def test_a_request_whose_answer_was_lost_is_followed_by_the_next(desk: Desk) -> None:
    desk.save("One", writing=typed(1))
    desk.save("One two", version=0, writing=typed(2))
    assert desk.save("One two three", version=0, writing=typed(3)).version == 3


def test_another_tab_is_somebody_else(desk: Desk) -> None:
    desk.save("From one tab", writing=typed(9))
    with pytest.raises(Outdated):
        desk.save("From the other", writing=typed(10, opening="1" * 26))


def test_a_colleague_between_two_saves_of_a_page_is_seen(desk: Desk) -> None:
    desk.save("Mine", writing=typed(1))
    desk.save("Theirs", version=1)
    with pytest.raises(Outdated) as outdated:
        desk.save("Mine, and more", version=1, writing=typed(2))
    assert outdated.value.current.narrative == "Theirs"


def test_two_requests_of_one_page_at_the_same_moment_end_as_the_later_text() -> None:
    table = TroubledTable()
    desk = Desk(SmallParts(table))
    rival = desk.parts.beside(table.inner)
    text: dict[str, Any] = {"rating": "", "narrative": "Half a sen"}
    table.before = lambda: save_answer(
        rival, desk.ref, desk.token, PLAIN, version=0, writing=typed(1), **text
    )

    saved = desk.save("Half a sentence.", writing=pressed(2))

    assert (saved.narrative, saved.version) == ("Half a sentence.", 2)


def test_saying_that_it_does_not_apply_waits_for_no_text_on_its_way(desk: Desk) -> None:
    desk.save("Typed just before", writing=typed(1))
    saved = mark_not_applicable(
        desk.parts, desk.ref, desk.token, PLAIN, reason="Too small", version=0, seen=("", "")
    )
    assert (saved.answer.narrative, saved.answer.reason) == ("Typed just before", "Too small")


def test_a_text_that_wins_the_race_against_the_reason_stays() -> None:
    table = TroubledTable()
    desk = Desk(SmallParts(table))
    rival = desk.parts.beside(table.inner)
    text: dict[str, Any] = {"rating": "", "narrative": "Typed just before"}
    table.before = lambda: save_answer(
        rival, desk.ref, desk.token, PLAIN, version=0, writing=typed(1), **text
    )

    saved = mark_not_applicable(
        desk.parts, desk.ref, desk.token, PLAIN, reason="Too small", version=0, seen=("", "")
    )

    assert (saved.answer.narrative, saved.answer.reason) == ("Typed just before", "Too small")


def test_a_rating_that_came_meanwhile_is_seen_before_it_does_not_apply(desk: Desk) -> None:
    desk.save("Text", PRESENT)
    with pytest.raises(Outdated):
        mark_not_applicable(
            desk.parts, desk.ref, desk.token, PLAIN, reason="Too small", version=0, seen=("", "")
        )


def test_a_save_asks_the_table_once_and_writes_once() -> None:
    table = CountingTable()
    desk = Desk(SmallParts(table))
    table.reset()

    desk.save("Text", PRESENT)
    desk.save("More text", PRESENT, version=1)

    assert (table.reads, table.writes) == (2, 2)


def test_two_people_on_different_questions_never_collide() -> None:
    table = TroubledTable()
    desk = Desk(SmallParts(table))
    rival = desk.parts.beside(table.inner)
    table.before = lambda: save_answer(
        rival, desk.ref, desk.token, CORE, rating=PRESENT, narrative="Elsewhere", version=0
    )

    desk.save("Here", ABSENT)

    assert desk.return_.ratings == {CORE: 2, PLAIN: 1}


def test_contention_that_lasts_is_said_and_changes_nothing() -> None:
    table = TroubledTable()
    desk = Desk(SmallParts(table))

    def contend() -> None:
        raise Busy

    table.before = contend
    with pytest.raises(Busy):
        desk.save("Text")

    assert desk.answer() is None
    assert desk.save("Text").version == 1


def test_ten_thousand_characters_are_taken_and_one_more_is_not(desk: Desk) -> None:
    desk.save("x" * NARRATIVE_LIMIT)

    with pytest.raises(Invalid) as invalid:
        desk.save("x" * (NARRATIVE_LIMIT + 1), version=1)

    assert NARRATIVE_LIMIT == 10_000
    assert invalid.value.messages() == {"narrative": "Your answer must be 10,000 characters or fewer"}


@pytest.mark.parametrize(
    "text",
    [
        "🧒🏽 and 👩‍👩‍👧, e\u0301 and é",
        "Mae gan bawb yr hawl i fod yn ddiogel: ŵ ŷ â",
        "نحن نستمع إلى الأطفال \u200f(כן)",
        "  indented\n\n\ttabbed   \n",
        "x" * 300,
        "=1+1; <script>alert('no')</script> {{ no }} %s",
    ],
)
def test_every_text_is_kept_as_it_was_typed(desk: Desk, text: str) -> None:
    desk.save(text)

    found = desk.answer()
    assert found is not None
    assert found.narrative.encode() == text.encode()


def test_text_or_rating_alone_can_be_saved_and_a_rating_cleared(desk: Desk) -> None:
    desk.save("Only text")
    assert desk.return_.ratings == {PLAIN: -1}

    desk.save("Only text", PRESENT, version=1)
    desk.save("Only text", "", version=2)

    assert desk.return_.ratings == {PLAIN: -1}


def test_a_rating_that_is_no_level_is_refused(desk: Desk) -> None:
    for rating in ("excellent", NOT_APPLICABLE):
        with pytest.raises(Invalid) as invalid:
            desk.save("Text", rating)
        assert invalid.value.messages() == {"rating": "Select an answer"}


def test_the_first_save_starts_the_return(desk: Desk) -> None:
    desk.save("Text")

    assert desk.return_.status is ReturnStatus.IN_PROGRESS
    (header,) = desk.parts.returns.headers("cycle2027")
    assert header.status is ReturnStatus.IN_PROGRESS


def test_a_question_that_is_not_asked_cannot_be_answered(desk: Desk) -> None:
    desk.profile("no")

    for criterion in (BUYING, "S99-01"):
        with pytest.raises(NotFound):
            desk.save("Text", criterion=criterion)


def test_not_applicable_needs_a_reason_and_keeps_the_text(desk: Desk) -> None:
    desk.save("Typed before", ABSENT)

    with pytest.raises(Invalid):
        mark_not_applicable(desk.parts, desk.ref, desk.token, PLAIN, reason=" ", version=1)
    mark_not_applicable(desk.parts, desk.ref, desk.token, PLAIN, reason="We have none", version=1)

    found = desk.answer()
    assert found is not None
    assert (found.rating, found.reason, found.narrative) == (NOT_APPLICABLE, "We have none", "Typed before")
    assert desk.return_.ratings == {PLAIN: 0}


def test_a_core_question_applies_to_everybody(desk: Desk) -> None:
    with pytest.raises(Refused, match="core_applies"):
        mark_not_applicable(desk.parts, desk.ref, desk.token, CORE, reason="We have none", version=0)


def test_a_level_below_the_standard_asks_for_a_plan_until_there_is_one(desk: Desk) -> None:
    def needs_plan(version: int) -> bool:
        return save_answer(
            desk.parts, desk.ref, desk.token, PLAIN, rating=ABSENT, narrative=f"{version}", version=version
        ).needs_plan

    assert needs_plan(0)
    desk.plan(PLAIN)
    assert not needs_plan(1)


def test_the_profile_hides_questions_without_losing_answers_and_they_count_again(desk: Desk) -> None:
    desk.profile("yes")
    desk.save("We check whom we buy from", PRESENT, criterion=BUYING)

    def header() -> tuple[int, int]:
        (found,) = desk.parts.returns.headers("cycle2027")
        return found.done, found.total

    assert header() == (1, 3)
    desk.profile("no")
    assert header() == (0, 2)
    desk.profile("yes")

    assert header() == (1, 3)
    found = desk.answer(BUYING)
    assert found is not None
    assert found.narrative == "We check whom we buy from"


def test_an_answer_saved_while_the_profile_hides_its_question_is_kept() -> None:
    table = TroubledTable()
    desk = Desk(SmallParts(table))
    rival = desk.parts.beside(table.inner)
    desk.profile("yes")
    table.before = lambda: save_profile(
        rival, desk.ref, desk.token, profile={"buys": "no"}, name="Lena Lead", job="DSL"
    )

    desk.save("Typed at that moment", PRESENT, criterion=BUYING)
    desk.profile("yes")

    found = desk.answer(BUYING)
    assert found is not None
    assert found.narrative == "Typed at that moment"
    assert desk.return_.ratings == {BUYING: 2}


def test_the_profile_counts_an_answer_that_was_saved_at_the_same_moment() -> None:
    table = TroubledTable()
    desk = Desk(SmallParts(table))
    rival = desk.parts.beside(table.inner)
    table.before = lambda: save_answer(
        rival, desk.ref, desk.token, CORE, rating=PRESENT, narrative="Now", version=0
    )

    desk.profile("yes")

    assert desk.return_.ratings == {CORE: 2}


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", " ", "Enter a name"),
        ("name", "x" * 201, "Enter 200 characters or fewer"),
        ("job", "", "Enter a role, like head teacher"),
        ("buys", "perhaps", "Select an answer"),
    ],
)
def test_each_gap_in_the_profile_has_its_words(desk: Desk, field: str, value: str, words: str) -> None:
    typed = {"name": "Lena", "job": "DSL", "buys": "yes", field: value}

    with pytest.raises(Invalid) as invalid:
        save_profile(
            desk.parts,
            desk.ref,
            desk.token,
            profile={"buys": typed["buys"]},
            name=typed["name"],
            job=typed["job"],
        )

    assert invalid.value.messages() == {field: words}


def test_a_plan_sent_twice_is_one_plan(desk: Desk) -> None:
    desk.plan()
    desk.plan()

    assert desk.return_.plans == {ACTION: (PLAIN,)}


def test_a_plan_changed_elsewhere_is_shown_and_not_overwritten(desk: Desk) -> None:
    desk.plan(what="Buy a lock")
    desk.plan(what="Buy two locks", version=1)

    with pytest.raises(Outdated) as outdated:
        desk.plan(what="Buy a bolt", version=1)

    assert outdated.value.current.what == "Buy two locks"


def test_nobody_removes_a_text_that_they_have_not_seen(desk: Desk) -> None:
    desk.plan(what="Buy a lock")
    desk.plan(what="Buy two locks", version=1)

    with pytest.raises(Outdated) as outdated:
        remove_plan(desk.parts, desk.ref, desk.token, ACTION, version=1)

    assert outdated.value.current.what == "Buy two locks"
    remove_plan(desk.parts, desk.ref, desk.token, ACTION, version=2)
    remove_plan(desk.parts, desk.ref, desk.token, ACTION, version=2)
    assert desk.return_.plans == {}


def test_a_plan_can_serve_one_more_question_while_somebody_changes_its_words() -> None:
    table = TroubledTable()
    desk = Desk(SmallParts(table))
    desk.plan(PLAIN)
    rival = Desk.__new__(Desk)
    rival.parts, rival.ref, rival.token = desk.parts.beside(table.inner), desk.ref, desk.token
    table.before = lambda: rival.plan(PLAIN, what="Buy two locks", version=1)

    plan = use_plan(desk.parts, desk.ref, desk.token, ACTION, CORE)

    assert (plan.what, plan.criteria) == ("Buy two locks", (PLAIN, CORE))


@pytest.mark.parametrize("plan_id", ["a.people", "aAAA-AA2.x", "", "cAAA-AA2", "a" * 500])
def test_an_id_that_no_form_of_ours_holds_is_not_found(desk: Desk, plan_id: str) -> None:
    with pytest.raises(NotFound):
        save_plan(desk.parts, desk.ref, desk.token, plan_id, criteria=(PLAIN,), what="x")
