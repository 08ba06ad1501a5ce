"""A reviewer writes feedback and sends it: once, whole, and never changed afterwards."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.errors import Invalid, NotAllowed, NotFound, Outdated, Refused
from chalicelib.domain.feedback import TEXT_LIMIT, Said
from chalicelib.domain.feedback_marks import Depth
from chalicelib.domain.organisations import StaffRole
from chalicelib.domain.returns import EDITABLE, ReturnStatus
from chalicelib.domain.reviews import Assignment, CriterionReview, ReturnReview
from chalicelib.domain.tasks import Queue
from chalicelib.services import feedback_writing, following_up
from chalicelib.services.queue import work_off
from chalicelib.services.reopening import reopen
from chalicelib.services.work import WORK
from tests.support.answered_back import BARRIER, REVIEWER, AnsweredBack
from tests.support.builders import APPROVER, LEAD, staff
from tests.support.mail import link_in, work
from tests.support.small import CORE, SMALL, SmallParts
from tests.support.tables import Crash, TroubledTable


@pytest.fixture
def story() -> AnsweredBack:
    return AnsweredBack()


def feedback_mails(story: AnsweredBack) -> list[Any]:
    return [m for m in story.parts.sender.sent if m.subject.startswith("Your feedback")]


def reviewed(story: AnsweredBack, rating: int = 2, reason: str = "We saw one", **changes: Any) -> None:
    """The reviewer rates the first answer otherwise."""
    now = story.parts.now()
    hand = Assignment(reviewer=REVIEWER.id, assigned_at=now, rest_agreed=1, submission=1)
    facts: dict[str, Any] = {"first": hand, "version": 2, **changes}
    review = ReturnReview(
        ref=story.ref,
        partnership_id="saltmarsh",
        cycle_id="cycle2027",
        organisation_id="org001",
        organisation_name="Organisation 1",
        sector="school",
        **facts,
    )
    said = CriterionReview(
        criterion=CORE, reviewer=REVIEWER.id, rating=rating, own=1, reason=reason, version=1
    )
    story.parts.commit(
        story.parts.reviews.saved(review), story.parts.reviews.criterion_saved("saltmarsh", story.ref, said)
    )


def test_what_is_proposed_names_who_reads_it_two_strengths_and_what_is_below(story: AnsweredBack) -> None:
    writing = story.writing()
    content = writing.draft.content
    assert (content.read_by, len(content.strengths), writing.saved) == ("Sam Reviewer, reviewer", 2, False)
    assert content.steps
    assert story.writing(depth=Depth.FULL).draft.content.strengths == ()


def test_a_sent_one_is_kept_told_to_both_once_and_made_a_pdf(story: AnsweredBack) -> None:
    work(story.parts)
    sent = story.send()
    for _ in range(3):
        work(story.parts)
    work_off(story.parts, Queue.RENDER, WORK[Queue.RENDER])
    mails = feedback_mails(story)
    assert {m.to for m in mails} == {LEAD.email, APPROVER.email}
    assert len(mails) == 2
    for mail in mails:
        assert "Sam Reviewer, reviewer has read" in mail.text
        assert "You listen." in mail.text
        assert link_in(mail)
    assert story.parts.files.head(sent.pdf_key)
    desk = story.parts.feedback.desk(story.ref, "saltmarsh")
    assert (desk.sent, desk.draft) == ((sent,), None)
    (header,) = story.parts.returns.headers("cycle2027")
    assert header.feedback == "light#2027-01-11"


def test_pressing_send_twice_sends_once(story: AnsweredBack) -> None:
    draft = story.save_draft()
    feedback_writing.send(story.parts, REVIEWER, story.ref, version=draft.version)
    with pytest.raises(Refused, match="feedback_changed"):
        feedback_writing.send(story.parts, REVIEWER, story.ref, version=draft.version)
    assert len(story.parts.feedback.desk(story.ref, "saltmarsh").sent) == 1


def test_of_two_readers_at_once_the_second_is_shown_what_the_first_wrote(story: AnsweredBack) -> None:
    writing = story.writing()
    story.save_draft()
    other = staff(StaffRole.COORDINATOR)
    typed = replace(writing.draft, content=replace(writing.draft.content, opening="Mine"))
    with pytest.raises(Outdated) as outdated:
        feedback_writing.save(story.parts, other, writing, typed, version=0)
    assert outdated.value.current.saved_as == "Sam Reviewer"
    again = story.writing()
    assert feedback_writing.save(story.parts, other, again, typed, version=1).version == 2


def test_what_somebody_saved_after_the_preview_is_not_sent_unread(story: AnsweredBack) -> None:
    draft = story.save_draft()
    story.save_draft(1, opening="Something else")
    with pytest.raises(Refused, match="feedback_changed"):
        feedback_writing.send(story.parts, REVIEWER, story.ref, version=draft.version)


def test_saving_the_same_twice_is_one_save(story: AnsweredBack) -> None:
    assert story.save_draft().version == 1
    assert story.save_draft(1).version == 1


def test_a_correction_is_a_new_one_that_says_why_and_the_first_stays(story: AnsweredBack) -> None:
    first = story.send()
    writing = story.writing()
    assert writing.corrects
    assert writing.draft.content.strengths == first.content.strengths
    draft = feedback_writing.save(story.parts, REVIEWER, writing, writing.draft, version=0)
    with pytest.raises(Invalid) as invalid:
        feedback_writing.send(story.parts, REVIEWER, story.ref, version=draft.version)
    assert invalid.value.problems == {"correction": "feedback_correction_needed"}
    second = story.send()
    assert (second.number, second.correction) == (2, "A slip")
    assert story.parts.feedback.desk(story.ref, "saltmarsh").sent == (first, second)


def test_whoever_has_not_had_their_mail_yet_hears_of_the_newest_alone(story: AnsweredBack) -> None:
    story.send()
    story.send()
    work(story.parts)
    assert [m.subject for m in feedback_mails(story)] == ["Your feedback has changed"] * 2


def test_ratings_of_the_review_come_along_with_its_reasons(story: AnsweredBack) -> None:
    reviewed(story)
    (changed,) = story.send().content.changed
    labels = [level.label for level in SMALL.scale.levels]
    assert (changed.yours, changed.ours, changed.why) == (*labels, "We saw one")


def test_a_rating_without_a_reason_is_not_sent(story: AnsweredBack) -> None:
    reviewed(story, reason="")
    with pytest.raises(Invalid) as invalid:
        story.send()
    assert invalid.value.problems == {f"why-{CORE}": "feedback_why_needed"}


def test_who_does_not_hold_it_or_works_there_writes_nothing(story: AnsweredBack) -> None:
    reviewed(story, first=None, set_aside=(REVIEWER.id,))
    inside = staff(StaffRole.COORDINATOR, email=LEAD.email)
    for member in (REVIEWER, inside):
        with pytest.raises(NotAllowed):
            feedback_writing.open_writing(story.parts, member, story.ref)
        with pytest.raises(NotAllowed):
            feedback_writing.send(story.parts, member, story.ref, version=1)


def test_two_strengths_and_who_read_it_are_needed(story: AnsweredBack) -> None:
    draft = story.save_draft(strengths=(Said(text=" "),), read_by="  ")
    with pytest.raises(Invalid) as invalid:
        feedback_writing.send(story.parts, REVIEWER, story.ref, version=draft.version)
    assert set(invalid.value.problems) == {"read_by", "strength-1", "strength-2"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"opening": "x" * (TEXT_LIMIT + 1)}, "opening"),
        ({"strengths": (Said(text="x" * 10_000),)}, "strength-1"),
        ({"steps": (Said(title="x" * 10_000, text="y"),)}, "step-title-1"),
        ({"read_by": "x" * 10_000}, "read_by"),
        ({"next_what": "x" * 10_000}, "next_what"),
    ],
)
def test_ten_thousand_characters_are_refused_in_their_place(
    story: AnsweredBack, changes: Any, field: str
) -> None:
    with pytest.raises(Invalid) as invalid:
        story.save_draft(**changes)
    assert set(invalid.value.problems) == {field}


def test_a_return_that_is_open_again_waits(story: AnsweredBack) -> None:
    draft = story.save_draft()
    reopen(story.parts, "saltmarsh", story.ref, "s-coordinator", "They asked")
    assert story.return_.status in EDITABLE
    with pytest.raises(Refused, match="feedback_return_open"):
        feedback_writing.send(story.parts, REVIEWER, story.ref, version=draft.version)


def test_a_newer_copy_is_read_first(story: AnsweredBack) -> None:
    draft = story.save_draft()
    reopen(story.parts, "saltmarsh", story.ref, "s-coordinator", "They asked")
    story.submit()
    assert story.return_.status is ReturnStatus.SUBMITTED
    with pytest.raises(Refused, match="feedback_changed"):
        feedback_writing.send(story.parts, REVIEWER, story.ref, version=draft.version)


def test_replies_that_wait_go_with_it_and_stay_with_it(story: AnsweredBack) -> None:
    following_up.reply(
        story.parts, REVIEWER, story.ref, BARRIER, text="There is one in May", at_once=False, version=0
    )
    sent = story.send()
    assert [(r.about, r.text) for r in sent.content.replies] == [
        ("No place until June", "There is one in May")
    ]
    replies = story.parts.feedback.desk(story.ref, "saltmarsh").replies
    assert [(r.went_with, r.was_sent) for r in replies.every] == [(1, True)]
    assert story.send().content.replies == ()


def test_another_partnership_finds_nothing(story: AnsweredBack) -> None:
    other = staff(StaffRole.COORDINATOR, partnership_id="elsewhere")
    for attempt in (
        lambda: feedback_writing.open_writing(story.parts, other, story.ref),
        lambda: feedback_writing.send(story.parts, other, story.ref, version=1),
        lambda: following_up.one(story.parts, "elsewhere", story.ref, BARRIER),
    ):
        with pytest.raises(NotFound):
            attempt()


@pytest.mark.parametrize("after", [False, True])
def test_a_crash_leaves_all_of_it_or_nothing(after: bool) -> None:
    story = AnsweredBack(SmallParts())
    draft = story.save_draft()
    table = TroubledTable(story.table)
    table.crash_at, table.crash_after = 0, after
    with pytest.raises(Crash):
        feedback_writing.send(story.parts.beside(table), REVIEWER, story.ref, version=draft.version)
    desk = story.parts.feedback.desk(story.ref, "saltmarsh")
    mails = [
        t
        for t in story.parts.tasks.of_subject("saltmarsh", f"RETURN#{story.ref}")
        if t.kind == "mail.feedback"
    ]
    assert (desk.draft is None, len(desk.sent), len(story.return_.feedback), len(mails)) == (
        (True, 1, 1, 2) if after else (False, 0, 0, 0)
    )
