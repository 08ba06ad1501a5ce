"""A made-up area for simulations: organisations with lives of their own, and a provider that tells.

Everything comes from a seed. Changes happen at half past eight, or at five past ten: after the schedule has
planned the day's mail and before any of it leaves.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.domain.mail_events import MailEvent, MailFate
from chalicelib.domain.organisations import Contact, Role
from chalicelib.services.ports import Message
from chalicelib.storage.memory import MemoryTable
from chalicelib.storage.table import Condition, Item, Put, Write
from tests.support import builders
from tests.support.fakes import FakeParts
from tests.support.tables import Crash, TroubledTable

LONDON = ZoneInfo("Europe/London")
SECTORS = ("school",) * 5 + ("police", "primary_care", "primary_care", "voluntary", "voluntary")
EARLY, BETWEEN = time(8, 30), time(10, 5)


def at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, LONDON).astimezone(UTC)


@dataclass
class Life:
    """One organisation: what it does and on which day. None means never."""

    number: int
    sector: str
    approver: bool
    chair: bool
    comes_back: bool  # mail to its lead
    opens: date | None = None
    asks: date | None = None
    submits: date | None = None
    more_time: tuple[date, date] | None = None  # (when, until)
    rings: list[tuple[date, str, date | None]] = field(default_factory=list)  # (when, outcome, promised)
    clocks: dict[str, time] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"org{self.number:03}"

    @property
    def lead(self) -> str:
        return f"lead{self.number}@example.org"


def lives(count: int, opens_on: date, due_on: date, closes_on: date, seed: int) -> list[Life]:
    chance = random.Random(seed)
    return [_life(number, opens_on, due_on, closes_on, chance) for number in range(1, count + 1)]


def _life(number: int, opens_on: date, due_on: date, closes_on: date, chance: random.Random) -> Life:
    life = Life(
        number=number,
        sector=SECTORS[number % len(SECTORS)],
        approver=chance.random() < 0.9,
        chair=chance.random() < 0.7,
        comes_back=chance.random() < 0.05,
    )
    length = (closes_on - opens_on).days
    days = sorted(chance.sample(range(1, length), 3))
    opens, asks, submits = (opens_on + timedelta(days=n) for n in days)
    ends = chance.choice(("never", "opens", "opens", "asks", "submits", "submits", "submits"))
    if not life.comes_back and ends != "never":
        life.opens = opens
        life.asks = asks if ends in ("asks", "submits") and life.approver else None
        life.submits = submits if ends == "submits" else None
    if chance.random() < 0.15:
        life.more_time = (
            due_on - timedelta(days=chance.randint(0, 3)),
            due_on + timedelta(days=chance.randint(3, 14)),
        )
    for _ in range(chance.choice((0, 0, 1, 2))):
        when = due_on + timedelta(days=chance.randint(-5, length - (due_on - opens_on).days))
        promised = when + timedelta(days=chance.randint(1, 9)) if chance.random() < 0.4 else None
        life.rings.append((when, "will_send" if promised else "no_answer", promised))
    life.rings.sort()
    life.clocks = {
        name: chance.choice((EARLY, BETWEEN)) for name in ("opens", "asks", "submits", "time", "ring")
    }
    return life


def register(parts: FakeParts, everybody: list[Life]) -> None:
    for life in everybody:
        parts.commit(
            parts.organisations.organisation_saved(
                "saltmarsh", builders.organisation(life.number, life.sector, identifiers={})
            )
        )
        for contact in contacts(life):
            parts.commit(parts.organisations.contact_saved("saltmarsh", contact))


def contacts(life: Life) -> list[Contact]:
    made = [builders.contact(life.number, email=life.lead)]
    if life.approver:
        made.append(builders.contact(life.number, Role.APPROVER, email=f"head{life.number}@example.org"))
    if life.chair:
        made.append(builders.contact(life.number, Role.CHAIR, email=f"chair{life.number}@example.org"))
    return made


class MortalTable(TroubledTable):
    """Remembers the mail with which a worker died just after it had noted that it calls the provider."""

    def __init__(self, inner: MemoryTable) -> None:
        super().__init__(inner)
        self.noted = ""

    def transact(self, writes: Sequence[Write]) -> None:
        self._watch(writes, lambda: super(MortalTable, self).transact(writes))

    def put(self, item: Item, condition: Condition | None = None) -> None:
        self._watch([Put(item, condition)], lambda: super(MortalTable, self).put(item, condition))

    def _watch(self, writes: Sequence[Write], write: Callable[[], None]) -> None:
        try:
            write()
        except Crash:
            for each in writes:
                item = each.item if isinstance(each, Put) else {}
                if self.crash_after and item.get("state") == "claimed" and not item["untouched"]:
                    self.noted = item["intent"] + " " + item["subject"]
            raise


class Provider:
    """Takes mail, and can die on either side of doing so. Tells later what became of each, in any order and
    some of it twice.
    """

    def __init__(self, clock: Any, seed: int) -> None:
        self._clock = clock
        self._chance = random.Random(seed)
        self.taken: list[tuple[datetime, Message]] = []
        self.lost: list[str] = []  # tags of mails with which a worker died at the door
        self.deaths = 0
        self.untold: list[tuple[datetime, Message]] = []
        self.die = 0.0

    def send(self, message: Message) -> str:
        died = self._chance.random() < self.die
        self.deaths += died
        if died and self._chance.random() < 0.5:
            self.lost.append(message.tag)
            raise Crash
        self.taken.append((self._clock(), message))
        self.untold.append(self.taken[-1])
        if died:
            raise Crash
        return f"message-{len(self.taken)}"

    def tells(self, comes_back: set[str]) -> list[MailEvent]:
        told, self.untold = self.untold, []
        events = [_event(moment, message, message.to in comes_back) for moment, message in told]
        events += [event for event in events if self._chance.random() < 0.2]
        self._chance.shuffle(events)
        return events


def _event(moment: datetime, message: Message, comes_back: bool) -> MailEvent:
    return MailEvent(
        fate=MailFate.BOUNCED if comes_back else MailFate.DELIVERED,
        tag=message.tag,
        at=moment + timedelta(minutes=1),
        addresses=(message.to,),
        message_id=message.tag[-20:],
    )
