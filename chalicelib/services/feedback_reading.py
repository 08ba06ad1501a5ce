"""An organisation reads its feedback, for as long as its copies last, and asks to talk about it."""

from dataclasses import dataclass

from chalicelib.domain.errors import OnlyCopies
from chalicelib.domain.feedback import Feedback
from chalicelib.domain.feedback_marks import Mark, marks, newest
from chalicelib.domain.follow_up import Replies, Talk, refuse_talk
from chalicelib.domain.returns import LINE_LIMIT
from chalicelib.domain.rights import Right
from chalicelib.domain.texts import clean
from chalicelib.services.desk import Seat, sit_down
from chalicelib.services.notes import noted
from chalicelib.services.ports import Conflict, Parts
from chalicelib.services.ports.feedback import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What there is to read, from the partnership that was chosen. `others` are those whose return this is
    as well, `every` the marks of all feedback of this one, the oldest first.
    """

    seat: Seat
    partnership_id: str
    told: Told
    every: tuple[Mark, ...]
    others: tuple[str, ...]

    @property
    def feedback(self) -> Feedback | None:
        return self.told.feedback

    @property
    def is_newest(self) -> bool:
        return self.feedback is None or self.feedback.number == self.every[-1].number

    @property
    def replies_apart(self) -> Replies:
        """Replies that this feedback does not hold itself: sent at once, or with another one."""
        held = {r.item: r.at for r in self.feedback.content.replies} if self.feedback else {}
        return Replies(every=tuple(r for r in self.told.replies.every if held.get(r.item) != r.at))


def read(parts: Parts, ref: str, token: str, *, partnership_id: str = "", number: int = 0) -> Reading:
    """Two reads. `number` 0, or one that there is not, is the newest. Raises SignedOut, NotAllowed."""
    seat = sit_down(parts, ref, token, Right.FEEDBACK)
    owner = _owner(seat, partnership_id)
    every = tuple(marks(seat.return_.feedback, owner))
    wanted = number if number in {mark.number for mark in every} else every[-1].number if every else 0
    return Reading(
        seat=seat,
        partnership_id=owner,
        told=parts.feedback.told(seat.return_, owner, wanted),
        every=every,
        others=tuple(a.partnership_id for a in seat.return_.audiences if a.partnership_id != owner),
    )


def pdf_url(parts: Parts, reading: Reading) -> str:
    """A short-lived link; "" until the PDF is there."""
    found = reading.feedback
    if found is None or parts.files.head(found.pdf_key) is None:
        return ""
    name = f"feedback-{found.ref}-{found.number}.pdf"
    return parts.files.download_url(found.pdf_key, name, "application/pdf")


def has_pdf(parts: Parts, reading: Reading) -> bool:
    return reading.feedback is not None and parts.files.head(reading.feedback.pdf_key) is not None


def ask_to_talk(
    parts: Parts,
    ref: str,
    token: str,
    *,
    partnership_id: str,
    name: str,
    phone: str,
    when: str = "",
    about: str = "",
) -> None:
    """One request waits at a time: asking again while it does changes nothing. Raises Invalid, OnlyCopies."""
    seat = sit_down(parts, ref, token, Right.TALK)
    if seat.only_copies:
        raise OnlyCopies
    refuse_talk(name=name, phone=phone, when=when, about=about, line_limit=LINE_LIMIT)
    talk = Talk(
        ref=ref,
        organisation_id=seat.return_.organisation_id,
        organisation_name=seat.return_.organisation_name,
        name=_line(name),
        phone=_line(phone),
        when=_line(when),
        about=clean(about).strip(),
        asked_at=parts.now(),
        person=seat.person.id,
    )
    owner = _owner(seat, partnership_id)
    try:
        parts.commit(
            parts.feedback.talk_asked(owner, talk), noted(parts, seat.return_, seat.person, "talk.asked")
        )
    except Conflict:
        return  # it is on the list


def _owner(seat: Seat, wanted: str) -> str:
    """The partnership that is asked for, where it is this return's; else the first that has answered."""
    theirs = [a.partnership_id for a in seat.return_.audiences]
    if wanted in theirs:
        return wanted
    answered = [p for p in theirs if newest(seat.return_.feedback, p)]
    return (answered or theirs)[0]


def _line(text: str) -> str:
    return " ".join(clean(text).split())
