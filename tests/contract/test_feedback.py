"""Feedback on each kind of table: what was sent stays, nothing is pushed out, and walls hold."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.cycles import header_of
from chalicelib.domain.feedback_words import Paragraph, Situation, Training
from chalicelib.domain.follow_up import Replies, Reply, Talk
from chalicelib.domain.returns import Audience, ReturnStatus
from chalicelib.domain.sector_figures import FrozenFigures, SectorGroup, SectorRow
from chalicelib.services.ports import Conflict
from tests.support import feedback as some
from tests.support.builders import cycle, partnership, return_
from tests.support.fakes import MONDAY


@pytest.fixture
def made(parts, pk):
    """A submitted return that two partnerships read."""
    name = pk.replace("#", "-")
    audiences = tuple(Audience(partnership_id=f"{name}-{n}", cycle_id=f"{name}-{n}") for n in (1, 2))
    new = return_(
        ref=name,
        organisation_id=name,
        audiences=audiences,
        status=ReturnStatus.SUBMITTED,
        submitted_at=MONDAY,
        submissions=1,
    )
    for audience in audiences:
        p = audience.partnership_id
        parts.commit(parts.organisations.partnership_saved(partnership(id=p)))
        parts.commit(parts.cycles.saved(cycle(id=audience.cycle_id, partnership_id=p)))
    parts.commit(parts.returns.created(new, total=40))
    return new


def a_draft(made, **changes):
    return some.draft(ref=made.ref, partnership_id=made.audience.partnership_id, **changes)


def a_feedback(made, place=0, **changes):
    p = made.audiences[place].partnership_id
    return some.feedback(ref=made.ref, partnership_id=p, **changes)


def test_feedback_comes_back_as_it_was_sent_and_never_changes(parts, made):
    sent = a_feedback(made)
    parts.commit(parts.feedback.was_sent(made, sent))
    with pytest.raises(Conflict) as conflict:
        parts.commit(parts.feedback.was_sent(made, replace(sent, help_name="Somebody else")))
    assert conflict.value.kind == "FEEDBACK"
    assert parts.feedback.sent(made.ref, sent.partnership_id, 1) == sent


def test_what_two_partnerships_send_stands_side_by_side_and_in_each_ones_header(parts, made):
    for place in (0, 1):
        parts.commit(parts.feedback.was_sent(made, a_feedback(made, place)))
    body = parts.returns.get(made.ref)
    assert len(body.feedback) == 2
    assert body.seq == made.seq
    for audience in made.audiences:
        (header,) = parts.returns.headers(audience.cycle_id)
        assert header.feedback == "full#2027-01-11"
        assert header == header_of(body, audience.cycle_id, 40)
        told = parts.feedback.told(body, audience.partnership_id, 1)
        assert told.feedback.partnership_id == audience.partnership_id
        assert len(parts.feedback.desk(made.ref, audience.partnership_id).sent) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"status": ReturnStatus.IN_PROGRESS},
        {"submissions": 2},
        {"status": ReturnStatus.AWAITING_APPROVAL, "submitted_at": None},
    ],
)
def test_nothing_is_sent_about_a_copy_that_is_not_the_newest(parts, made, changes):
    gone = tuple(name for name, value in changes.items() if value is None)
    kept = {name: value for name, value in changes.items() if value is not None}
    parts.commit(parts.returns.changed(made, kept, remove=gone, while_in=tuple(ReturnStatus)))
    with pytest.raises(Conflict) as conflict:
        parts.commit(parts.feedback.was_sent(made, a_feedback(made)))
    assert conflict.value.kind == "RETURN"
    assert parts.feedback.desk(made.ref, made.audience.partnership_id).sent == ()


def test_of_two_drafts_at_once_one_is_refused_and_shown_the_other(parts, made):
    first = a_draft(made)
    parts.commit(parts.feedback.draft_saved(first))
    with pytest.raises(Conflict) as conflict:
        parts.commit(parts.feedback.draft_saved(replace(first, saved_as="Somebody else")))
    assert (conflict.value.kind, conflict.value.current) == ("FEEDBACK_DRAFT", first)
    desk = parts.feedback.desk(made.ref, first.partnership_id)
    assert (desk.draft, desk.sent) == (first, ())


def test_an_organisation_is_told_no_draft_and_no_reply_that_waits(parts, made):
    p = made.audience.partnership_id
    waits = Reply(item="b1", about="x", text="Soon", by="Sam", staff="s1", at=MONDAY)
    sent = replace(waits, item="b2", text="Now", sent_at=MONDAY)
    parts.commit(
        parts.feedback.draft_saved(a_draft(made)),
        parts.feedback.replies_saved(made.ref, p, Replies(every=(waits, sent), version=1)),
    )
    told = parts.feedback.told(made, p, 0)
    assert (told.feedback, told.replies.every, told.partnership.id, told.cycle.id) == (None, (sent,), p, p)
    other = made.audiences[1].partnership_id
    assert parts.feedback.told(made, other, 0).replies.every == ()
    assert parts.feedback.replies([(made.ref, p)])[made.ref].every == (waits, sent)
    with pytest.raises(Conflict) as conflict:
        parts.commit(parts.feedback.replies_saved(made.ref, p, Replies(every=(sent,), version=1)))
    assert conflict.value.kind == "REPLIES"


def test_a_request_to_talk_waits_once_and_is_settled_once(parts, made):
    p = made.audience.partnership_id
    talk = Talk(
        ref=made.ref,
        organisation_id="o",
        organisation_name="O",
        name="Lena",
        phone="01632 960002",
        asked_at=MONDAY,
    )
    parts.commit(parts.feedback.talk_asked(p, talk))
    with pytest.raises(Conflict) as conflict:
        parts.commit(parts.feedback.talk_asked(p, replace(talk, asked_at=MONDAY + timedelta(minutes=1))))
    assert conflict.value.kind == "TALK"
    assert parts.feedback.talks(p) == [talk]
    assert parts.feedback.told(made, p, 0).talk == talk
    settled = replace(talk, settled_at=MONDAY, settled_by="s1", note="We talked")
    parts.commit(parts.feedback.talk_had(p, settled))
    assert (parts.feedback.talks(p), parts.feedback.talk(p, made.ref)) == ([], None)
    with pytest.raises(Conflict):
        parts.commit(parts.feedback.talk_had(p, settled))


def test_a_library_is_its_partnerships_own(parts, made):
    p, other = (a.partnership_id for a in made.audiences)
    paragraph = Paragraph(
        id="x", situation=Situation.BELOW, title="T", text="Begin", standard=3, own=True, version=1
    )
    course = Training(id="y", title="Course", standards=(1, 2), version=1)
    parts.commit(
        parts.feedback.paragraph_saved(p, paragraph),
        parts.feedback.training_saved(p, course),
    )
    assert (parts.feedback.paragraphs(p), parts.feedback.training(p)) == ([paragraph], [course])
    assert (parts.feedback.paragraphs(other), parts.feedback.training(other)) == ([], [])
    with pytest.raises(Conflict) as conflict:
        parts.commit(parts.feedback.paragraph_saved(p, paragraph))
    assert conflict.value.current == paragraph


def test_figures_are_taken_once(parts, pk):
    group = SectorGroup(
        name="Schools",
        sectors=("school",),
        sector_names=("Schools",),
        returned=12,
        rows=(SectorRow(number=1, title="Leaders", low=4, high=4),),
    )
    taken = FrozenFigures(cycle_id=pk, framework="f@1", taken_at=MONDAY, groups=(group,))
    parts.commit(parts.feedback.figures_taken(taken))
    with pytest.raises(Conflict) as conflict:
        parts.commit(parts.feedback.figures_taken(replace(taken, groups=())))
    assert conflict.value.kind == "FIGURES"
    assert parts.feedback.figures(pk) == taken
