"""What looks as if it should not be added: information about a child or about staff, or nothing at all.

Text goes in, codes come out; a person decides. Titles are judged by what records are called, texts by
numbers and dates alone: a policy may speak of strategy meetings as much as it likes.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from chalicelib.domain import noticing_numbers, noticing_titles
from chalicelib.domain.document_text import Reading

FEW_LETTERS = 40


class Noticed(StrEnum):
    """What was noticed; the order is that of the page. These go on the trail, never what was read."""

    CHILD_TITLE = "child_title"
    CHILD_BORN = "child_born"
    CHILD_UPN = "child_upn"
    CHILD_NHS = "child_nhs"
    STAFF_TITLE = "staff_title"
    STAFF_DBS = "staff_dbs"
    STAFF_REFERENCE = "staff_reference"
    STAFF_RECORD = "staff_record"
    BLANK = "blank"
    PICTURES = "pictures"
    PASSWORD = "password"  # noqa: S105 - says that there is one


WORDS = {
    Noticed.CHILD_TITLE: "The title or the file’s name is like that of a record about a child: minutes of a "
    "strategy meeting, a referral or a chronology, for example",
    Noticed.CHILD_BORN: "It holds a date of birth that may be a child’s",
    Noticed.CHILD_UPN: "It holds a number that looks like a pupil’s UPN",
    Noticed.CHILD_NHS: "It holds a number that looks like an NHS number",
    Noticed.STAFF_TITLE: "The title or the file’s name is like that of a record about staff: a DBS "
    "certificate, a reference, the single central record or a disciplinary matter, for example",
    Noticed.STAFF_DBS: "It holds a number that looks like that of a DBS certificate",
    Noticed.STAFF_REFERENCE: "It reads like a reference for somebody",
    Noticed.STAFF_RECORD: "It looks like the single central record, or a part of it",
    Noticed.BLANK: "There is hardly any text in it. It may be blank",
    Noticed.PICTURES: "There are pictures in it, but no text that we can read. If it is a scan, check that "
    "every page is there",
    Noticed.PASSWORD: "It has a password, or is locked in another way. Perhaps nobody else can open it, and "
    "it cannot be checked for viruses",
}
CHILD = frozenset(n for n in Noticed if n.startswith("child"))
STAFF = frozenset(n for n in Noticed if n.startswith("staff"))


def in_words(title: str, *texts: str, today: date) -> set[Noticed]:
    """Of a title, a file's name or what else somebody typed into one line or a few."""
    found = in_title(title)
    for text in texts:
        found |= in_text(text, today)
    return found


def in_title(title: str) -> set[Noticed]:
    """Of a title or a file's name, by what records are called."""
    found = set()
    if noticing_titles.of_a_child(title):
        found.add(Noticed.CHILD_TITLE)
    if noticing_titles.of_staff(title):
        found.add(Noticed.STAFF_TITLE)
    return found


def in_text(text: str, today: date) -> set[Noticed]:
    """Of a text, by the numbers and dates in it."""
    rules = {
        Noticed.CHILD_BORN: noticing_numbers.has_birth_of_a_child(text, today),
        Noticed.CHILD_UPN: noticing_numbers.has_upn(text),
        Noticed.CHILD_NHS: noticing_numbers.has_nhs_number(text),
        Noticed.STAFF_DBS: noticing_numbers.has_dbs_certificate(text),
        Noticed.STAFF_REFERENCE: noticing_titles.reads_like_a_reference(text),
        Noticed.STAFF_RECORD: noticing_titles.is_a_central_record(text),
    }
    return {code for code, holds in rules.items() if holds}


def in_document(reading: Reading, today: date) -> set[Noticed]:
    """Of a file, by what could be read of it."""
    if reading.locked:
        return {Noticed.PASSWORD}
    found = in_text(reading.text, today)
    if reading.looked and reading.whole and reading.letters < FEW_LETTERS:
        found.add(Noticed.PICTURES if reading.pictures else Noticed.BLANK)
    return found


def in_order(found: Iterable[Noticed]) -> tuple[Noticed, ...]:
    """As the page lists them."""
    wanted = set(found)
    return tuple(code for code in Noticed if code in wanted)


def known(codes: str) -> frozenset[Noticed]:
    """What a form carries, "child_upn,blank", without anything that is no code of ours."""
    return frozenset(Noticed(code) for code in codes.split(",") if code in set(Noticed))
