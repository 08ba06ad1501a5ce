"""What was noticed before evidence is added: a person decides, and the trail says how.

The trail holds codes of domain/noticing.py alone, never a title and never what a file says.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta

from chalicelib.domain.document_text import Reading, read_document
from chalicelib.domain.errors import Doubtful, NotFound
from chalicelib.domain.evidence import Evidence
from chalicelib.domain.evidence_words import Described
from chalicelib.domain.file_checks import CheckedFile
from chalicelib.domain.noticing import Noticed, in_document, in_order, in_title, in_words
from chalicelib.domain.rights import Right
from chalicelib.domain.times import london_day
from chalicelib.services.desk import Seat, sit_down
from chalicelib.services.evidence import EVIDENCE_ID, one_to_change
from chalicelib.services.notes import noted
from chalicelib.services.ports import Parts, Writes

READING_LASTS = timedelta(seconds=3)
ALL_THE_SAME = "added_all_the_same"
DECISIONS = ("another_file", "another_title")


def of_words(parts: Parts, said: Described) -> tuple[Noticed, ...]:
    """Of what somebody typed."""
    found = in_words(said.title, said.where, said.owner, today=london_day(parts.now()))
    return in_order(found)


def of_file(parts: Parts, title: str, checked: CheckedFile, content: bytes) -> tuple[Noticed, ...]:
    """Of a file with its title and name."""
    today = london_day(parts.now())
    found = in_title(title) | in_title(checked.name) | in_document(_read(parts, checked, content), today)
    return in_order(found)


def refuse_unless_decided(noticed: Iterable[Noticed], decided: Collection[Noticed]) -> None:
    """Raises Doubtful with everything that was noticed while the person has not seen some of it."""
    noticed = tuple(noticed)
    if not set(noticed) <= set(decided):
        raise Doubtful(noticed)


def decision(parts: Parts, seat: Seat, item: Evidence, noticed: Iterable[Noticed]) -> list[Writes]:
    """The line on the trail for what is added all the same; none when there was nothing to decide."""
    codes = ",".join(in_order(noticed))
    if not codes:
        return []
    details = {"evidence": item.id, "noticed": codes, "decision": ALL_THE_SAME}
    return [noted(parts, seat.return_, seat.person, "evidence.decided", **details)]


def turn_back(
    parts: Parts, ref: str, token: str, evidence_id: str, noticed: Iterable[Noticed], chosen: str
) -> None:
    """Notes that somebody was shown what was noticed and chose to change it. `chosen` is one of DECISIONS.

    Raises NotFound for an item that is not theirs to change.
    """
    seat = sit_down(parts, ref, token, Right.EVIDENCE)
    if not EVIDENCE_ID.fullmatch(evidence_id):
        raise NotFound
    if parts.evidence.get_many(seat.return_.organisation_id, [evidence_id]):
        one_to_change(parts, seat, evidence_id)
    codes = ",".join(in_order(noticed))
    if codes and chosen in DECISIONS:
        details = {"evidence": evidence_id, "noticed": codes, "decision": chosen}
        parts.commit(noted(parts, seat.return_, seat.person, "evidence.decided", **details))


def _read(parts: Parts, checked: CheckedFile, content: bytes) -> Reading:
    until = parts.now() + READING_LASTS
    kind = "locked" if checked.locked else checked.extension
    return read_document(content, kind, lambda: parts.now() < until)
