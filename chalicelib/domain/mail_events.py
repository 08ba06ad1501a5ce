"""What became of a mail, as its provider tells us: in any order, and some of it twice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.tasks import Task, TaskState
from chalicelib.domain.trail import Event


class MailFate(StrEnum):
    """The further down, the more it says. `delayed` is still on its way: their server has not taken it yet.
    `returned` is a mail that did not arrive this time (a full mailbox) or that a machine answered (away until
    Monday). `bounced` says that no mail will arrive.
    """

    SENT = "sent"
    DELAYED = "delayed"
    RETURNED = "returned"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailEvent:
    """One thing that happened to a mail. `tag` is its task's; `addresses` are those it happened to; `why` is
    the provider's word for it, like "Transient MailboxFull".
    """

    fate: MailFate
    tag: str
    at: datetime
    addresses: tuple[str, ...] = ()
    message_id: str = ""
    why: str = ""


# Of the notes that events leave on tasks. Nothing takes back what says more.
_WEIGHT: Mapping[str, int] = {fate.value: weight for weight, fate in enumerate(MailFate, start=1)}


def weight_of(outcome: str) -> int:
    """How much an outcome says, against others; 0 for none."""
    return _WEIGHT.get(outcome, 0)


def settled_by(task: Task, fate: MailFate, now: datetime) -> Task | None:
    """The task as an event leaves it; None when it knows that, or something weightier, already.

    An event is proof that the mail went out, whatever the task's state: an interrupted send is settled by
    it, and a mail that a person was to look into is not their worry any more.
    """
    known = _WEIGHT.get(task.note, 0)
    if known >= _WEIGHT[fate] or (fate is MailFate.SENT and task.state is TaskState.DONE):
        return None
    lost = fate in (MailFate.RETURNED, MailFate.BOUNCED)
    state = TaskState.FAILED if lost else TaskState.DONE
    return replace(task, state=state, note=fate.value, lease_until=None, settled_at=task.settled_at or now)


def mail_state(people: Iterable[str], events: Iterable[Event]) -> str:
    """Why mail to somebody of a return does not arrive, by what was last heard of each; "" if it does.

    `events` is the return's trail; by the provider's times, since events arrive in any order.
    """
    last: dict[str, tuple[datetime, int, str]] = {}
    for event in events:
        fate = event.what.removeprefix("mail.")
        if event.what.startswith("mail.") and fate in (
            MailFate.DELIVERED,
            MailFate.BOUNCED,
            MailFate.COMPLAINED,
        ):
            heard = (event.at, _WEIGHT[fate], fate)
            person = event.details.get("person", "")
            last[person] = max(last.get(person, heard), heard)
    states = {last[person][2] for person in people if person in last}
    return next((s for s in (MailFate.COMPLAINED, MailFate.BOUNCED) if s in states), "")
