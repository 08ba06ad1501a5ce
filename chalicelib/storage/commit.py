"""One transaction for everything that a service wants to happen together."""

from collections.abc import Sequence
from itertools import chain
from typing import Any, cast

from chalicelib.domain.comments import Comments
from chalicelib.domain.credentials import Credential
from chalicelib.domain.feedback import Draft
from chalicelib.domain.feedback_words import Paragraph, Training
from chalicelib.domain.follow_up import Replies
from chalicelib.domain.returns import ActionNote, Answer, Plan, Return
from chalicelib.domain.reviews import CriterionReview, ReturnReview
from chalicelib.services.ports import Conflict, Writes
from chalicelib.storage.codec import decode
from chalicelib.storage.table import ConditionFailed, Item, Key, Put, Table, Update, Write

_DECODED: dict[str, type[Any]] = {
    "RETURN": Return,
    "ANSWER": Answer,
    "WORKING": Answer,
    "ACTION": Plan,
    "ACTION_NOTE": ActionNote,
    "CRED": Credential,
    "COMMENTS": Comments,
    "REVIEW": CriterionReview,
    "REVIEWING": ReturnReview,
    "FEEDBACK_DRAFT": Draft,
    "REPLIES": Replies,
    "PARAGRAPH": Paragraph,
    "TRAINING": Training,
}


def commit(table: Table, writes: Sequence[Writes]) -> None:
    """Carries out every write or none. Raises `Conflict` with what stands there now, or Busy."""
    every = cast("list[Write]", list(chain.from_iterable(writes)))
    try:
        if len(every) == 1:
            _alone(table, every[0])
        elif every:
            table.transact(every)
    except ConditionFailed as refusal:
        kind = kind_of(refusal.write.key)
        raise Conflict(kind, _object(kind, refusal.current)) from refusal


def _alone(table: Table, write: Write) -> None:
    """A single write needs no transaction, which would cost twice as much."""
    match write:
        case Put(item, condition):
            table.put(item, condition)
        case Update():
            table.update(write)
        case _:
            table.transact([write])


def kind_of(key: Key) -> str:
    """What an item is, from its key: "RETURN", "ANSWER", "HEADER", "TASK" and so on."""
    if key.pk.startswith("CYCLE#") and key.sk.startswith("RETURN#"):
        return "HEADER"
    return (key.pk if key.sk == "META" or key.pk.startswith("TASK#") else key.sk).split("#", 1)[0]


def _object(kind: str, item: Item | None) -> Any:
    return decode(_DECODED[kind], item) if item and kind in _DECODED else None
