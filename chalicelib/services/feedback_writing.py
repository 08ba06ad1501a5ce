"""A reviewer writes feedback: from the library or an empty page, saved as often as they like, sent once."""

from dataclasses import dataclass, replace

from chalicelib.domain.errors import NotFound, Outdated, Refused
from chalicelib.domain.feedback import (
    Changed,
    Content,
    Draft,
    Feedback,
    Replied,
    refuse_too_long,
    refuse_unfinished,
    says_the_same,
)
from chalicelib.domain.feedback_making import (
    Rated,
    courses,
    from_library,
    met,
    rated,
    short_titles,
    training_for,
)
from chalicelib.domain.feedback_marks import Depth
from chalicelib.domain.feedback_words import Words
from chalicelib.domain.follow_up import Replies
from chalicelib.domain.framework import DOES_NOT_APPLY, Framework
from chalicelib.domain.organisations import Partnership, StaffMember
from chalicelib.domain.returns import RATED_NOT_APPLICABLE
from chalicelib.domain.reviews import ReturnReview, outcomes
from chalicelib.domain.sector_figures import beside_others
from chalicelib.domain.tasks import Queue
from chalicelib.domain.texts import clean
from chalicelib.domain.trail import Event
from chalicelib.services import submitted_copies
from chalicelib.services.desk import again
from chalicelib.services.feedback_library import words_of
from chalicelib.services.feedback_sending import made, sending
from chalicelib.services.links import return_subject
from chalicelib.services.ports import Conflict, Parts, Writes
from chalicelib.services.ports.feedback import Desk
from chalicelib.services.review_seats import own_ratings, sit_at_review
from chalicelib.services.submitted_copies import Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """A return, what was sent on it, and what is being written. `saved` is False while the draft is only
    proposed. `proposed` are the ratings that the review reads otherwise, with its own reasons; in `unsettled`
    of them two readers differ and nobody has had the last word.
    """

    seen: Seen
    partnership: Partnership
    desk: Desk
    words: Words
    answers: tuple[Rated, ...]
    draft: Draft
    saved: bool
    proposed: tuple[Changed, ...] = ()
    unsettled: int = 0

    @property
    def newest(self) -> Feedback | None:
        return self.desk.sent[-1] if self.desk.sent else None

    @property
    def corrects(self) -> bool:
        """Whether it takes the place of something that a person wrote."""
        return any(feedback.was_read for feedback in self.desk.sent)


def open_writing(parts: Parts, member: StaffMember, ref: str, depth: Depth = Depth.LIGHT) -> Writing:
    """What is saved, else a proposal of this depth. Raises NotFound, and NotAllowed for whoever may not
    review this organisation.
    """
    seat = sit_at_review(parts, member, ref)
    seen = submitted_copies.read(parts, member.partnership_id, ref, 0)
    partnership = parts.organisations.partnership(member.partnership_id)
    if partnership is None:
        raise NotFound
    framework = parts.framework(seen.return_.framework)
    desk, words = parts.feedback.desk(ref, member.partnership_id), words_of(parts, member.partnership_id)
    answers = rated(framework, seen.content)
    proposed = _changed(parts, member, seat.review, framework, seen)
    draft = desk.draft or _proposal(member, seen, words, answers, depth, desk)
    return Writing(
        seen=seen,
        partnership=partnership,
        desk=desk,
        words=words,
        answers=answers,
        draft=replace(draft, content=_with_changes(draft.content, proposed)),
        saved=desk.draft is not None,
        proposed=proposed,
        unsettled=len(seat.review.to_settle) if seat.review else 0,
    )


def save(parts: Parts, member: StaffMember, writing: Writing, typed: Draft, *, version: int) -> Draft:
    """`version` is that of the draft that the form was made from, 0 before the first.

    Raises Invalid, and Outdated with what somebody else saved meanwhile.
    """
    draft = replace(
        typed,
        ref=writing.draft.ref,
        partnership_id=member.partnership_id,
        about=writing.seen.submission.number,
        content=_cleaned(typed.content),
        correction=clean(typed.correction).strip(),
        version=version + 1,
        saved_at=parts.now(),
        saved_by=member.id,
        saved_as=member.name,
    )
    refuse_too_long(draft.content, draft.correction)
    before = writing.desk.draft
    if before and before.version == version and _same(before, draft):
        return before
    try:
        parts.commit(parts.feedback.draft_saved(draft), _noted(parts, member, draft, "feedback.drafted"))
    except Conflict as conflict:
        raise Outdated(conflict.current) from conflict
    return draft


def as_sent(parts: Parts, member: StaffMember, writing: Writing) -> Feedback:
    """What would be sent now: the preview and the sending are one thing."""
    seen, draft = writing.seen, writing.draft
    figures = parts.feedback.figures(seen.cycle.id)
    meets, titles = met(writing.answers), short_titles(writing.answers)
    others = beside_others(figures, seen.return_.sector, seen.return_.framework, meets, titles)
    chosen = [course for name in draft.chosen if (course := writing.words.course(name))]
    content = replace(
        draft.content,
        courses=courses(chosen),
        replies=tuple(
            Replied(item=r.item, about=r.about, text=r.text, by=r.by, at=r.at)
            for r in writing.desk.replies.waiting
        ),
        others=others,
    )
    return made(
        parts,
        seen.return_,
        writing.partnership,
        seen.cycle,
        seen.submission,
        depth=draft.depth,
        content=content,
        sent_by=member.id,
        correction=draft.correction if writing.corrects else "",
    )


def send(parts: Parts, member: StaffMember, ref: str, *, version: int) -> Feedback:
    """Sends the draft of this version, and tells lead and approver once. Sent for good.

    Raises Invalid for what is missing, Refused when somebody saved or sent meanwhile or the return is open.
    """
    sent = again(lambda: _sent(parts, member, ref, version))
    parts.poke(Queue.WORK)
    parts.poke(Queue.RENDER)
    return sent


def _sent(parts: Parts, member: StaffMember, ref: str, version: int) -> Feedback:
    writing = open_writing(parts, member, ref)
    if not writing.saved or writing.draft.version != version:
        raise Refused("feedback_changed")
    if writing.draft.about != writing.seen.submission.number:
        raise Refused("feedback_changed")
    refuse_unfinished(writing.draft, first=not writing.corrects)
    feedback, replies = as_sent(parts, member, writing), writing.desk.replies
    gone = [parts.feedback.replies_saved(ref, member.partnership_id, _gone(replies, feedback))]
    try:
        parts.commit(
            parts.feedback.draft_dropped(writing.draft),
            *(gone if replies.waiting else []),
            *sending(parts, writing.seen.return_, feedback, parts.now()),
        )
    except Conflict as conflict:
        if conflict.kind == "RETURN":
            raise Refused("feedback_return_open") from conflict
        if conflict.kind in ("FEEDBACK", "FEEDBACK_DRAFT", "TASK"):
            raise Refused("feedback_changed") from conflict
        raise  # a reply was written a moment ago: it comes along
    return feedback


def drop(parts: Parts, member: StaffMember, ref: str, *, version: int) -> None:
    """Begins again. What is not there any more is no matter. Raises Refused when somebody saved meanwhile."""
    sit_at_review(parts, member, ref)
    draft = parts.feedback.desk(ref, member.partnership_id).draft
    if draft is None:
        return
    if draft.version != version:
        raise Refused("feedback_changed")
    try:
        parts.commit(
            parts.feedback.draft_dropped(draft), _noted(parts, member, draft, "feedback.draft_dropped")
        )
    except Conflict as conflict:
        raise Refused("feedback_changed") from conflict


def _noted(parts: Parts, member: StaffMember, draft: Draft, what: str) -> Writes:
    event = Event(
        subject=return_subject(draft.ref),
        at=parts.now(),
        actor=member.id,
        what=what,
        details={"version": str(draft.version)},
    )
    return parts.trail.recorded(event)


def _gone(replies: Replies, feedback: Feedback) -> Replies:
    at, number = feedback.sent_at, feedback.number
    every = tuple(r if r.was_sent else replace(r, sent_at=at, went_with=number) for r in replies.every)
    return Replies(every=every, version=replies.version + 1)


def _proposal(
    member: StaffMember, seen: Seen, words: Words, answers: tuple[Rated, ...], depth: Depth, desk: Desk
) -> Draft:
    """What was said by a person before, where there is such: a correction begins with that."""
    before = next((f for f in reversed(desk.sent) if f.was_read), None)
    chosen = training_for(words, {a.standard for a in answers if not a.meets})
    if before is not None:
        known = {t.title: t.id for t in words.training}
        content = replace(before.content, replies=(), courses=(), changed=before.content.changed)
        ids = tuple(known[c.title] for c in before.content.courses if c.title in known)
    else:
        content = from_library(answers, words) if depth is Depth.LIGHT else Content()
        ids = tuple(t.id for t in chosen) if depth is Depth.LIGHT else ()
        content = replace(content, read_by=f"{member.name}, {member.role.value}")
    return Draft(
        ref=seen.return_.ref,
        partnership_id=member.partnership_id,
        depth=before.depth if before else depth,
        about=seen.submission.number,
        content=content,
        chosen=ids,
    )


def _changed(
    parts: Parts, member: StaffMember, review: ReturnReview | None, framework: Framework, seen: Seen
) -> tuple[Changed, ...]:
    """Ratings that the reviewers read otherwise."""
    if review is None:
        return ()
    own = own_ratings(framework, seen.content)
    titles = {c["id"]: c["title"] for s in seen.content["standards"] for c in s["criteria"]}
    found = outcomes(review, parts.reviews.written(member.partnership_id, seen.return_.ref), own)
    return tuple(
        Changed(
            criterion=criterion,
            title=titles[criterion],
            yours=_label(framework, own[criterion]),
            ours=_label(framework, outcome.rating),
            why=outcome.review.reason if outcome.review else "",
        )
        for criterion, outcome in found.items()
        if outcome.changed and outcome.rating is not None
    )


def _label(framework: Framework, order: int) -> str:
    if order == RATED_NOT_APPLICABLE:
        return DOES_NOT_APPLY
    return next((level.label for level in framework.scale.levels if level.order == order), "")


def _with_changes(content: Content, proposed: tuple[Changed, ...]) -> Content:
    """The review's ratings as they stand, each with the reason that was written here, else the review's."""
    written = {(c.criterion, c.ours): c.why for c in content.changed}
    changed = [replace(c, why=written.get((c.criterion, c.ours), "") or c.why) for c in proposed]
    return replace(content, changed=tuple(changed))


def _cleaned(content: Content) -> Content:
    """As people typed it, with one kind of line ending; headings on one line; nothing where nothing is."""
    said = {
        name: tuple(
            replace(s, title=" ".join(clean(s.title).split()), text=clean(s.text).strip())
            for s in getattr(content, name)
        )
        for name in ("strengths", "steps")
    }
    return replace(
        content,
        read_by=" ".join(clean(content.read_by).split()),
        opening=clean(content.opening).strip(),
        next_what=" ".join(clean(content.next_what).split()),
        strengths=said["strengths"],
        steps=tuple(s for s in said["steps"] if s.text),
        changed=tuple(replace(c, why=clean(c.why).strip()) for c in content.changed),
    )


def _same(one: Draft, other: Draft) -> bool:
    facts = ("depth", "about", "chosen", "correction")
    return says_the_same(one.content, other.content) and all(
        getattr(one, name) == getattr(other, name) for name in facts
    )
