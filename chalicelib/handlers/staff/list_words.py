"""What staff read of the lists of a cycle, of calls, and of what to do about them."""

from datetime import date

from chalicelib.domain.calls import Called, Outcome, Way
from chalicelib.domain.cycles import Cycle, Header, due_of
from chalicelib.domain.funnel import Stage, last_seen
from chalicelib.domain.lists import Need, moved
from chalicelib.domain.times import count, long_date
from chalicelib.handlers.staff.words import STAGES

NEEDS = {
    Need.NO_CONTACT: "Nobody to write to",
    Need.BOUNCED: "Mail does not arrive",
    Need.HELP: "Would like help",
    Need.OVERDUE: "Past the due date",
    Need.STUCK: "Standing still for 14 days",
    Need.WAITING: "With the approver for a week or more",
}
LISTS = {value.value: words for value, words in (*STAGES.items(), *NEEDS.items())}

# What to do first: said on Today, and above each list.
FIRST_STEPS = {
    Need.NO_CONTACT: "Ring the office, ask who leads on safeguarding, and add them: they are invited.",
    Need.BOUNCED: "Ring, ask for an address that works, and put the contact right.",
    Need.HELP: "Ring and ask what would help. Their page says with which questions.",
    Need.OVERDUE: "Ring and ask what would help: more time, a colleague, or answers over the telephone.",
    Need.STUCK: "Ask what is in the way. Somebody may have left, or be waiting for a colleague.",
    Need.WAITING: "Ask the lead first, then the approver: perhaps the mail was missed.",
}
OUTCOMES = {
    Outcome.NO_ANSWER: "No answer",
    Outcome.MESSAGE_LEFT: "Left a message",
    Outcome.WILL_SEND: "Will send it by a date",
    Outcome.ASKED_FOR_HELP: "Asked for help",
    Outcome.WANTS_TIME: "Wants more time",
    Outcome.NOT_THEIRS: "Not theirs to do",
    Outcome.OTHER: "Something else",
}
WAYS = {Way.WE_RANG: "We rang", Way.THEY_RANG: "They rang", Way.SPOKE: "Spoke in person"}


def about_calls(called: Called | None) -> str:
    """Like "Left a message, 11 January 2027"; "" where nobody rang."""
    if called is None:
        return ""
    words = OUTCOMES[called.outcome]
    if called.promised_on is not None:
        words = f"Will send it by {long_date(called.promised_on)}"
    return f"{words}, {long_date(called.at)}"


def last_step(header: Header) -> str:
    """The last activity that a header tells of."""
    seen = moved(header) or last_seen(header)
    return long_date(seen) if seen else "Not opened"


def where_it_is(header: Header) -> str:
    """The status of a return in a list, with what is the matter with its mail."""
    words = STAGES[Stage.SUBMITTED if header.is_in else Stage(header.status.value)]
    if header.is_in and header.status.value != Stage.SUBMITTED:
        words += ", questions open"
    if header.mail_state and not header.is_in:
        words += ", nobody to write to" if header.mail_state == "no_contact" else ", mail comes back"
    return words


def why_first(need: Need, header: Header, cycle: Cycle, today: date) -> str:
    """What to know before ringing whoever is first on a list; "" where the list says all."""
    if need is Need.OVERDUE:
        return f"due {ago((today - due_of(cycle, header)).days)}"
    if need is Need.STUCK and (last := moved(header)):
        return f"nothing for {count((today - last).days, 'day')}"
    if need is Need.WAITING and header.sent_for_approval_at:
        return f"since {long_date(header.sent_for_approval_at)}"
    if need is Need.HELP:
        return f"with {count(sum(header.help_wanted.values()), 'question')}"
    return ""


def ago(days: int) -> str:
    return f"{count(days, 'day')} ago"


def days_left(due: tuple[date, date] | None, today: date) -> str:
    """Of the returns of a sector that are not in: how long they have, from the first to the last."""
    if due is None:
        return "All in"
    first, last = ((day - today).days for day in due)
    if first == last:
        return str(first) if first >= 0 else f"{-first} past"
    return f"{first if first >= 0 else f'{-first} past'} to {last if last >= 0 else f'{-last} past'}"
