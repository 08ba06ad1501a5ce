"""From "ask for approval" to the submitted copy, and back again."""

import json
from datetime import date
from typing import Any

import pytest

from chalicelib.domain.errors import Invalid, NotFound, Refused, SignedOut
from chalicelib.domain.returns import Part, Return, ReturnStatus
from chalicelib.domain.submissions import seal
from chalicelib.services.answering import save_answer
from chalicelib.services.appointing import name_approver
from chalicelib.services.approval import not_me, send_back, send_for_approval, take_back
from chalicelib.services.links import return_subject
from chalicelib.services.planning import save_plan
from chalicelib.services.profiling import save_profile
from chalicelib.services.reopening import reopen
from chalicelib.services.submitting import Approval, approve, latest_submission
from tests.support.builders import APPROVER, LEAD, session, stored_return
from tests.support.small import ABSENT, BUYING, CORE, PLAIN, PRESENT, SMALL, SmallParts
from tests.support.tables import Crash, TroubledTable


class Story:
    """A return with every question answered; `waiting` sends it to its approver."""

    def __init__(self, parts: SmallParts | None = None) -> None:
        self.parts = parts or SmallParts()
        people = {LEAD.id: LEAD, APPROVER.id: APPROVER}
        made = stored_return(self.parts, framework=SMALL.key, people=people)
        self.ref = made.ref
        self.lead, self.approver = session(self.parts, made), session(self.parts, made, APPROVER)
        save_profile(self.parts, self.ref, self.lead, profile={"buys": "yes"}, name="Lena", job="DSL")
        for criterion in (CORE, PLAIN, BUYING):
            self.save(criterion, PRESENT)

    def waiting(self) -> "Story":
        send_for_approval(self.parts, self.ref, self.lead)
        return self

    def save(self, criterion: str, rating: str, narrative: str = "We do", version: int = 0) -> None:
        save_answer(
            self.parts, self.ref, self.lead, criterion, rating=rating, narrative=narrative, version=version
        )

    @property
    def return_(self) -> Return:
        found = self.parts.returns.get(self.ref)
        assert found is not None
        return found

    def approval(self, **changes: Any) -> Approval:
        values = {"seq": self.return_.seq, "name": "Harriet Head", "job": "Head", "declared": True}
        return Approval(**{**values, **changes})

    def approve(self, **changes: Any) -> Any:
        return approve(self.parts, self.ref, self.approver, self.approval(**changes))

    def tasks(self, kind: str) -> int:
        return sum(
            task.kind == kind for task in self.parts.tasks.of_subject("saltmarsh", return_subject(self.ref))
        )

    def rival(self, table: TroubledTable) -> SmallParts:
        return self.parts.beside(table.inner)


@pytest.fixture
def story() -> Story:
    return Story()


def refused(code: str) -> Any:
    return pytest.raises(Refused, match=f"^{code}$")


def test_a_level_that_needs_an_action_waits_for_an_action_or_a_barrier(story: Story) -> None:
    story.save(PLAIN, ABSENT, version=1)
    with refused("plan_needed"):
        story.waiting()

    save_plan(story.parts, story.ref, story.lead, "bBBB-BB2", criteria=(PLAIN,), what="No money")
    story.waiting()

    assert story.return_.status is ReturnStatus.AWAITING_APPROVAL


@pytest.mark.parametrize("kind", ["a", "b"])
def test_an_action_is_as_good_as_a_barrier(story: Story, kind: str) -> None:
    story.save(PLAIN, ABSENT, version=1)
    save_plan(
        story.parts,
        story.ref,
        story.lead,
        f"{kind}AAA-AA2",
        criteria=(PLAIN,),
        what="Buy a lock",
        who="Wren",
        by_when=date(2027, 6, 1),
    )
    story.waiting()


def test_a_question_without_a_rating_is_missing(story: Story) -> None:
    story.save(PLAIN, "", "Text alone", version=1)

    with refused("answers_missing"):
        story.waiting()


def test_nothing_can_be_changed_while_it_is_read(story: Story) -> None:
    story.waiting()

    with pytest.raises(Refused) as refusal:
        story.save(PLAIN, ABSENT, version=1)

    assert "Harriet Head is reading" in refusal.value.words


def test_asking_twice_writes_one_mail_also_in_the_same_moment() -> None:
    table = TroubledTable()
    story = Story(SmallParts(table))
    rival = story.rival(table)
    table.before = lambda: send_for_approval(rival, story.ref, story.lead)

    story.waiting().waiting()

    assert story.tasks("mail.approval") == 1


def test_an_answer_cleared_while_sending_is_noticed() -> None:
    table = TroubledTable()
    story = Story(SmallParts(table))
    rival = story.rival(table)
    table.before = lambda: save_answer(
        rival, story.ref, story.lead, PLAIN, rating="", narrative="", version=1
    )

    with refused("answers_missing"):
        story.waiting()


def test_a_rating_that_no_longer_counts_does_not_reach_the_approver() -> None:
    table = TroubledTable()
    story = Story(SmallParts(table))
    rival = story.rival(table)
    table.before = lambda: save_profile(
        rival, story.ref, story.lead, profile={"buys": "no"}, name="Lena", job="DSL"
    )
    story.save(BUYING, ABSENT, version=1)  # its question is hidden before this is written

    story.waiting()

    (header,) = story.parts.returns.headers("cycle2027")
    assert set(header.ratings) == {CORE, PLAIN}
    assert (header.done, header.total) == (2, 2)


def test_taking_back_makes_it_editable_and_may_be_pressed_twice(story: Story) -> None:
    story.waiting()

    take_back(story.parts, story.ref, story.lead)
    take_back(story.parts, story.ref, story.lead)

    story.save(PLAIN, ABSENT, version=1)
    assert story.return_.sent_for_approval_at is None


def test_what_was_approved_is_what_was_read(story: Story) -> None:
    read = story.waiting().return_.seq
    take_back(story.parts, story.ref, story.lead)
    story.save(PLAIN, PRESENT, "Something else", version=1)
    story.waiting()

    with refused("return_changed"):
        story.approve(seq=read)

    assert story.return_.submissions == 0


def test_what_changes_between_reading_and_writing_is_not_submitted() -> None:
    table = TroubledTable()
    story = Story(SmallParts(table)).waiting()
    rival = story.rival(table)

    def change_and_send_again() -> None:
        take_back(rival, story.ref, story.lead)
        save_answer(
            rival, story.ref, story.lead, PLAIN, rating=PRESENT, narrative="Something else", version=1
        )
        send_for_approval(rival, story.ref, story.lead)

    table.before = change_and_send_again
    with refused("return_changed"):
        story.approve()

    assert story.return_.status is ReturnStatus.AWAITING_APPROVAL


def test_the_copy_holds_the_answers_and_lies_under_its_own_hash(story: Story) -> None:
    submission = story.waiting().approve()

    content = story.parts.files.get(submission.key)
    assert seal(content) == submission.sha256
    assert submission.sha256 in submission.key
    copied = json.loads(content)
    said = {c["id"]: c["narrative"] for s in copied["standards"] for c in s["criteria"]}
    assert said == dict.fromkeys((CORE, PLAIN, BUYING), "We do")
    assert copied["approved"]["name"] == "Harriet Head"


def test_a_double_click_submits_once(story: Story) -> None:
    first = story.waiting().approve()

    assert story.approve() == first
    assert story.tasks("mail.receipt") == 2  # the lead's and the approver's
    assert story.tasks("render.copy") == 1


def test_two_clicks_in_the_same_moment_submit_once() -> None:
    table = TroubledTable()
    story = Story(SmallParts(table)).waiting()
    rival = story.rival(table)
    first: list[Any] = []
    approval = story.approval()
    table.before = lambda: first.append(approve(rival, story.ref, story.approver, approval))

    assert approve(story.parts, story.ref, story.approver, approval) == first[0]
    assert story.return_.submissions == 1


def test_a_crash_after_the_copy_is_stored_leaves_it_waiting() -> None:
    table = TroubledTable()
    story = Story(SmallParts(table)).waiting()
    table.crash_at = 0

    with pytest.raises(Crash):
        story.approve()
    table.calm()

    assert story.return_.status is ReturnStatus.AWAITING_APPROVAL
    with pytest.raises(NotFound):
        latest_submission(story.parts, story.ref)
    assert story.approve().number == 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "  ", "Enter a name"),
        ("job", "", "Enter a role, like head teacher"),
        ("on_behalf_of", "x" * 201, "Enter 200 characters or fewer"),
        (
            "declared",
            False,
            "Confirm that you have read this self-assessment and that you may approve it",
        ),
    ],
)
def test_each_gap_in_the_approval_has_its_words(story: Story, field: str, value: Any, words: str) -> None:
    with pytest.raises(Invalid) as invalid:
        story.waiting().approve(**{field: value})

    assert invalid.value.messages() == {field: words}


def test_sending_back_needs_a_note_and_tells_the_lead(story: Story) -> None:
    story.waiting()
    for note, code in ((" ", "note_needed"), ("x" * 2001, "text_too_long")):
        with pytest.raises(Invalid, match=code):
            send_back(story.parts, story.ref, story.approver, note=note)

    send_back(story.parts, story.ref, story.approver, note="Standard 2, please")

    sent_back = story.return_.sent_back
    assert sent_back is not None
    assert (sent_back.kind, sent_back.by, sent_back.note) == (
        "changes",
        "Harriet Head",
        "Standard 2, please",
    )
    assert story.tasks("mail.sent_back") == 1


def test_not_me_ends_their_link_at_once_even_if_it_crashes_half_way() -> None:
    table = TroubledTable()
    story = Story(SmallParts(table)).waiting()

    def die() -> None:
        raise Crash

    table.after = die
    with pytest.raises(Crash):
        not_me(story.parts, story.ref, story.approver)

    with pytest.raises(SignedOut):
        story.approve()
    with refused("approver_needed"):  # it does not go to the same person again
        story.waiting()


def test_two_who_name_an_approver_at_once_leave_one() -> None:
    table = TroubledTable()
    story = Story(SmallParts(table))
    rival = story.rival(table)
    table.before = lambda: name_approver(
        rival, story.ref, story.lead, name="Ann", email="ann@example.org", job="Head"
    )

    name_approver(story.parts, story.ref, story.lead, name="Bea", email="bea@example.org", job="Head")

    approvers = [p.name for p in story.return_.people.values() if p.part is Part.APPROVER]
    assert approvers == ["Bea"]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Enter a name"),
        ("email", " ", "Enter an email address"),
        ("email", "ann@", "Enter an email address in the correct format, like name@example.org"),
        ("job", "x" * 201, "Enter 200 characters or fewer"),
    ],
)
def test_each_gap_in_naming_an_approver_has_its_words(
    story: Story, field: str, value: str, words: str
) -> None:
    typed = {"name": "Ann", "email": "ann@example.org", "job": "Head", field: value}

    with pytest.raises(Invalid) as invalid:
        name_approver(story.parts, story.ref, story.lead, **typed)

    assert invalid.value.messages() == {field: words}


def test_reopening_keeps_the_copy_and_asks_for_approval_afresh(story: Story) -> None:
    first = story.waiting().approve()
    reopen(story.parts, "saltmarsh", story.ref, "s-coordinator", "The wrong year")
    reopen(story.parts, "saltmarsh", story.ref, "s-coordinator", "The wrong year")

    with refused("return_not_waiting"):
        story.approve()
    story.save(PLAIN, PRESENT, "The right year", version=1)
    second = story.waiting().approve()

    whole = story.parts.returns.whole(story.ref)
    assert whole is not None
    assert whole.submissions == (first, second)
    assert latest_submission(story.parts, story.ref) == second
    events = [e for e in story.parts.trail.of(return_subject(story.ref)) if e.what == "return.reopened"]
    assert [(e.actor, e.details) for e in events] == [("s-coordinator", {"reason": "The wrong year"})]


def test_a_reopened_return_is_in_progress_for_its_cycle_too(story: Story) -> None:
    story.waiting().approve()

    reopen(story.parts, "saltmarsh", story.ref, "s-coordinator", "The wrong year")

    (header,) = story.parts.returns.headers("cycle2027")
    assert (header.status, header.submitted_at) == (ReturnStatus.IN_PROGRESS, None)


def test_reopening_needs_a_reason_a_submission_and_ones_own_partnership(story: Story) -> None:
    with refused("return_not_submitted"):
        reopen(story.parts, "saltmarsh", story.ref, "s", "Why not")
    story.waiting().approve()

    with pytest.raises(Invalid):
        reopen(story.parts, "saltmarsh", story.ref, "s", " ")
    with pytest.raises(NotFound):
        reopen(story.parts, "elsewhere", story.ref, "s", "Why not")

    assert story.return_.status is ReturnStatus.SUBMITTED


def test_what_is_submitted_is_not_taken_back(story: Story) -> None:
    story.waiting().approve()

    with refused("return_is_submitted"):
        take_back(story.parts, story.ref, story.lead)
