"""The extract of Get Information About Schools as council staff download it, under its own column names.

It may hold all of England: 50,000 establishments in 140 columns, 60 MB. It is read once, line by line, and
only what the register needs is kept; from that, somebody chooses by local authority. It has no email
addresses: contacts come in a second file.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from chalicelib.domain.register_file import COLUMNS, FORMULA_STARTS, FileRefused
from chalicelib.domain.taxonomy import size_of_school

NEEDED = (
    "URN",
    "LA (code)",
    "LA (name)",
    "EstablishmentName",
    "TypeOfEstablishment (name)",
    "EstablishmentStatus (name)",
    "PhaseOfEducation (name)",
)
WELCOME = (
    "NumberOfPupils",
    "Trusts (name)",
    "Federations (name)",
    "Street",
    "Locality",
    "Address3",
    "Town",
    "County (name)",
    "Postcode",
    "TelephoneNum",
)
KEPT = (*NEEDED, *WELCOME)
ADDRESS = ("Street", "Locality", "Address3", "Town", "County (name)", "Postcode")
# “Open, but proposed to close” is open; “Proposed to open” is not yet.
OPEN = "open"

# The first that stands in a type's name decides; None: it is not asked as a school.
_BY_TYPE: tuple[tuple[str, tuple[str, str] | None], ...] = (
    ("children's centre", None),
    ("welsh", None),
    ("offshore", None),
    ("overseas", None),
    ("service children", None),
    ("higher education", ("other", "university")),
    ("secure", ("probation_custody", "secure_home")),
    ("special post 16", ("school", "college")),
    ("further education", ("school", "college")),
    ("sixth form", ("school", "college")),
    ("16-19", ("school", "college")),
    ("16 to 19", ("school", "college")),
    ("special", ("school", "special_school")),
    ("pupil referral", ("school", "alternative_provision")),
    ("alternative provision", ("school", "alternative_provision")),
    ("independent", ("school", "independent_school")),
    ("nursery", ("school", "nursery_school")),
)
_BY_PHASE: tuple[tuple[str, str], ...] = (
    ("nursery", "nursery_school"),
    ("deemed primary", "primary_school"),
    ("primary", "primary_school"),
    ("secondary", "secondary_school"),
    ("all-through", "all_through_school"),
    ("16 plus", "college"),
)


@dataclass(frozen=True, slots=True)
class Authority:
    """A local authority of an extract, and how many of its schools are open in it."""

    code: str
    name: str
    schools: int


def is_extract(heading: Iterable[str]) -> bool:
    """Whether a file with this first row is one, whole or not."""
    names = set(heading)
    return "EstablishmentName" in names or {"URN", "LA (code)"} <= names


def heading_of(start: bytes) -> list[str]:
    """The first row of a file, from its first few thousand bytes. Only ASCII matters here."""
    first = start.split(b"\n", 1)[0].decode("utf-8-sig", "replace")
    return next(csv.reader([first.strip("\r")]), [])


def establishments(lines: Iterable[str]) -> Iterator[dict[str, str]]:
    """What we keep of each row. Raises FileRefused."""
    reader = csv.reader(lines)
    try:
        heading = [name.strip() for name in next(reader, [])]
        missing = [name for name in NEEDED if name not in heading]
        if missing:
            raise FileRefused(
                "This looks like an extract of Get Information About Schools, but the column"
                f" “{missing[0]}” is missing. Download it again with all columns"
            )
        at = {name: heading.index(name) for name in KEPT if name in heading}
        widest = max(at.values())
        for values in reader:
            if len(values) > widest:
                yield {name: " ".join(values[place].split()) for name, place in at.items()}
            elif any(values):
                raise FileRefused(f"Line {reader.line_num} ends too early. Download the file again")
    except csv.Error as error:
        raise FileRefused(
            f"Line {reader.line_num} is not well-formed CSV. Download the file again"
        ) from error


def written(rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """The same, as short as it can be: what `read_back` reads."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(KEPT)
    for row in rows:
        writer.writerow([row.get(name, "") for name in KEPT])
        if out.tell() > 1 << 16:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def read_back(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def is_open(row: Mapping[str, str]) -> bool:
    return row["EstablishmentStatus (name)"].lower().startswith(OPEN)


def sector_and_kind(row: Mapping[str, str]) -> tuple[str, str] | None:
    """Which of our sectors and kinds it is; None for what is not asked, like children's centres."""
    kind = row["TypeOfEstablishment (name)"].lower().replace("’", "'")
    for words, found in _BY_TYPE:
        if words in kind:
            return found
    phase = row["PhaseOfEducation (name)"].lower()
    return "school", next((of for words, of in _BY_PHASE if words in phase), "other_education")


def authorities(rows: Iterable[Mapping[str, str]]) -> list[Authority]:
    """Those with open schools, by name."""
    counts: dict[tuple[str, str], int] = {}
    for row in rows:
        if is_open(row) and sector_and_kind(row):
            key = (row["LA (code)"], row["LA (name)"])
            counts[key] = counts.get(key, 0) + 1
    found = [Authority(code, name, number) for (code, name), number in counts.items()]
    return sorted(found, key=lambda a: (a.name.casefold(), a.code))


def as_template(rows: Iterable[Mapping[str, str]], chosen: frozenset[str]) -> str:
    """The open schools of the chosen authorities (their codes), as a file of our own."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    taken = [
        _row(row, *found)
        for row in rows
        if row["LA (code)"] in chosen and is_open(row) and (found := sector_and_kind(row))
    ]
    writer.writerows(_told_apart(taken))
    return out.getvalue()


def _told_apart(rows: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    """There may be three St Mary’s in one county: where each is stands in its name, or else its number."""
    names = Counter(row["name"].casefold() for row in rows)
    places = Counter((row["name"].casefold(), row["town"]) for row in rows)
    for row in rows:
        town = row.pop("town")
        if names[row["name"].casefold()] > 1:
            alone = town and places[row["name"].casefold(), town] == 1
            row["name"] += f", {town}" if alone else f" ({row['urn']})"
        yield row


def closed_urns(rows: Iterable[Mapping[str, str]]) -> frozenset[str]:
    """Those that the extract says are closed."""
    return frozenset(row["URN"] for row in rows if row["EstablishmentStatus (name)"].lower() == "closed")


def _row(row: Mapping[str, str], sector: str, kind: str) -> dict[str, str]:
    pupils = row.get("NumberOfPupils", "")
    found = {
        "name": row["EstablishmentName"],
        "sector": sector,
        "kind": kind,
        "urn": row["URN"],
        "size": size_of_school(int(pupils)) if pupils.isdigit() else "",
        "parent": row.get("Trusts (name)") or row.get("Federations (name)") or "",
        "address": ", ".join(dict.fromkeys(row[name] for name in ADDRESS if row.get(name))),
        "phone": _phone(row.get("TelephoneNum", "")),
        "town": row.get("Town", ""),
    }
    # Nobody at a council can change the national register: what a spreadsheet would run is left out.
    return {name: value.lstrip("".join(FORMULA_STARTS)) for name, value in found.items()}


def _phone(number: str) -> str:
    """A spreadsheet that took it for a number has lost its first 0."""
    return f"0{number}" if number.isdigit() and len(number) == 10 and number[0] != "0" else number
