"""Calls and conversations with organisations, as staff note them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from chalicelib.domain.errors import Invalid
from chalicelib.domain.returns import LINE_LIMIT

NOTE_LIMIT = 2_000


class Way(StrEnum):
    """Who sought whom."""

    WE_RANG = "we_rang"
    THEY_RANG = "they_rang"
    SPOKE = "spoke"  # at a visit, a meeting or in training


class Outcome(StrEnum):
    """What came of it: a small set, so that a list of calls can be counted and acted upon."""

    NO_ANSWER = "no_answer"
    MESSAGE_LEFT = "message_left"
    WILL_SEND = "will_send"
    ASKED_FOR_HELP = "asked_for_help"
    WANTS_TIME = "wants_time"
    NOT_THEIRS = "not_theirs"
    OTHER = "other"


NOBODY_REACHED = frozenset({Outcome.NO_ANSWER, Outcome.MESSAGE_LEFT})
LEAVES_WORK = frozenset({Outcome.ASKED_FOR_HELP, Outcome.WANTS_TIME, Outcome.NOT_THEIRS})
"""Somebody waits for us until it is marked as dealt with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call or conversation. It is the partnership's own: no other partnership reads it.

    `at` is when it was (UTC), `staff` the id of whoever noted it. `ref` is the return that it was about, ""
    for none. `promised_on` is a day in London, of `WILL_SEND`. `done_at` and `done_by` say that what it left
    to do is dealt with.
    """

    id: str
    partnership_id: str
    organisation_id: str
    at: datetime
    staff: str
    outcome: Outcome
    way: Way = Way.WE_RANG
    with_whom: str = ""
    note: str = ""
    promised_on: date | None = None
    ref: str = ""
    done_at: datetime | None = None
    done_by: str = ""

    @property
    def reached(self) -> bool:
        """Whether somebody was spoken to."""
        return self.outcome not in NOBODY_REACHED

    @property
    def waits(self) -> bool:
        """Whether somebody there still waits for us."""
        return self.outcome in LEAVES_WORK and self.done_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """What a partnership knows of all calls with one organisation: one item each, so that lists and schedules
    need one query for all of them.

    `at` and what follows is of the last call; `reached_at` the last one in which somebody was spoken to.
    `waiting` are the calls after which somebody still waits for us, as "id outcome".
    """

    organisation_id: str
    at: datetime
    outcome: Outcome
    staff: str
    promised_on: date | None = None
    reached_at: datetime | None = None
    waiting: frozenset[str] = frozenset()

    @property
    def asked(self) -> frozenset[Outcome]:
        """What somebody waits for."""
        return frozenset(Outcome(entry.split(" ", 1)[1]) for entry in self.waiting)


def rung_since(called: Called | None, moment: datetime) -> bool:
    """Whether somebody of ours tried to reach them at or after this moment, or they reached us."""
    return called is not None and called.at >= moment


def spoken_since(called: Called | None, moment: datetime) -> bool:
    """Whether somebody was spoken to at or after this moment."""
    return called is not None and called.reached_at is not None and called.reached_at >= moment


def refuse_call(call: Call, today: date, now: datetime) -> None:
    """Raises Invalid with everything to put right. `today` is the day in London."""
    problems: dict[str, str] = {}
    if len(call.with_whom) > LINE_LIMIT:
        problems["with_whom"] = "name_too_long"
    if call.at > now:
        problems["called_on"] = "call_is_to_come"
    if call.outcome is Outcome.WILL_SEND and call.promised_on is None:
        problems["promised_on"] = "promise_needed"
    if call.promised_on is not None and call.promised_on < today:
        problems["promised_on"] = "date_is_past"
    if call.outcome is Outcome.OTHER and not call.note:
        problems["note"] = "call_note_needed"
    if len(call.note) > NOTE_LIMIT:
        problems["note"] = "call_note_too_long"
    if problems:
        raise Invalid(problems, limit=f"{NOTE_LIMIT:,}", line_limit=LINE_LIMIT)
