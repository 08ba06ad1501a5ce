"""Where an organisation stands, in a sentence or two: what somebody on the telephone needs to know first."""

from datetime import date

from chalicelib.domain.cycles import NO_CONTACT, due_of
from chalicelib.domain.lists import moved
from chalicelib.domain.returns import Part, ReturnStatus
from chalicelib.domain.times import count, long_date
from chalicelib.services.telephone import Round


def stands(turn: Round, today: date) -> str:
    """Of one of its returns."""
    return " ".join(filter(None, (_status(turn, today), _mail(turn))))


def _status(turn: Round, today: date) -> str:
    header, return_ = turn.header, turn.return_
    if header.status is ReturnStatus.QUESTIONS:
        return (
            f"Submitted; {count(len(return_.questions), 'question')} about it not yet answered and approved."
        )
    if header.is_in:
        on = f" on {long_date(header.submitted_at)}" if header.submitted_at else ""
        return f"Submitted{on}."
    due = _due(turn, today)
    if header.status is ReturnStatus.AWAITING_APPROVAL:
        person = return_.person(Part.APPROVER)
        approver = person.name if person else "its approver"
        since = f" since {long_date(header.sent_for_approval_at)}" if header.sent_for_approval_at else ""
        return f"All answered, and with {approver} for approval{since}; {due}."
    if header.opened_at is None and not header.done:
        asked = f"Invited on {long_date(header.invited_at)}" if header.invited_at else "Asked"
        return f"{asked}, and not opened yet; {due}."
    last = moved(header)
    lately = f", last changed on {long_date(last)}" if last else ""
    return f"{header.done} of {count(header.total, 'question')} answered{lately}; {due}."


def _due(turn: Round, today: date) -> str:
    day = due_of(turn.cycle, turn.header)
    left = (day - today).days
    if left < 0:
        return f"was due on {long_date(day)}, {count(-left, 'day')} ago"
    return "due today" if left == 0 else f"due on {long_date(day)}, in {count(left, 'day')}"


def _mail(turn: Round) -> str:
    if not turn.header.mail_state or turn.header.is_in:
        return ""
    return "We have nobody to write to." if turn.header.mail_state == NO_CONTACT else "Our mail comes back."
