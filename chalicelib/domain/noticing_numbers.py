"""Numbers and dates that belong to one person: UPN, NHS number, DBS certificate, date of birth.

A UPN and an NHS number carry a check letter or digit, so that few other numbers pass for one.
"""

import re
from datetime import date, timedelta
from itertools import islice

CHILD_UNDER = 19  # years
NEAR = 100  # characters
ROWS_BELOW = 200
COLUMNS = 200

_UPN = re.compile(r"(?<![A-Za-z0-9])([A-HJ-NP-RT-Z])(\d{11})([\dA-HJ-NP-RT-Z])(?![A-Za-z0-9])")
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_LOCAL_AUTHORITIES = range(200, 951)  # the second to fourth sign of a UPN
_NHS = re.compile(r"(?<![\d+.\-/])(?<!44[ \-])([1-9]\d\d)([ \-]?)(\d{3})\2(\d{4})(?![\d.]?\d)")
_SAYS_NHS = re.compile(r"\bnhs (number|no\b|num\b)", re.IGNORECASE)
_SEVERAL = 3
_DBS = re.compile(r"(?<!\d)00\d{10}(?!\d)")
_SAYS_DBS = re.compile(r"\b(dbs|crb|disclosure|certificate)", re.IGNORECASE)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_DATE = re.compile(
    r"(?<!\d)(?:(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)"
    r"|(?P<day>\d{1,2})(?:st|nd|rd|th)?[ ./\-]{1,2}(?P<month>\d{1,2}|[A-Za-z]{3,9})"
    r"[ ./\-,]{1,2}(?P<year>\d{4}|\d\d))(?!\d)"
)
# What may stand between the words and the date: "(dd/mm/yyyy):", "is", the next cell or line.
_BORN = re.compile(
    r"\b(?:d\.?o\.?b\b\.?|date of birth|born)"
    r"(?:[ \t]*\([^)\n]{0,20}\))?[\s:.*–\-]{0,10}(?:(?:is|was|on)[ \t]+)?",
    re.IGNORECASE,
)
_BORN_CELL = re.compile(r"\s*(?:d\.?o\.?b\.?|date of birth|birth ?date)\s*[:*]?\s*", re.IGNORECASE)
_CHILD = re.compile(
    r"\b(child|children|pupils?|students?|young person|son|daughter|siblings?|baby|infant|year group)\b",
    re.IGNORECASE,
)
_SPREADSHEETS_COUNT_FROM = date(1899, 12, 30)
_SERIALS = range(36_526, 73_051)  # 2000 to 2099


def has_upn(text: str) -> bool:
    """A unique pupil number whose check letter is right, permanent or temporary."""
    return any(_is_upn(*found) for found in _UPN.findall(text))


def _is_upn(check: str, digits: str, last: str) -> bool:
    if int(digits[:3]) not in _LOCAL_AUTHORITIES:
        return False
    values = [int(digit) for digit in digits]
    values.append(int(last) if last.isdigit() else _UPN_LETTERS.index(last))
    total = sum(place * value for place, value in enumerate(values, 2))
    return _UPN_LETTERS[total % 23] == check


def has_nhs_number(text: str) -> bool:
    """One set in threes and four, or plain ones where the text says what they are; else several."""
    found = {(first + middle + last, gap) for first, gap, middle, last in _NHS.findall(text)}
    numbers = {number for number, _ in found if _is_nhs_number(number)}
    if any(gap and number in numbers for number, gap in found):
        return True
    return len(numbers) >= _SEVERAL or bool(numbers and _SAYS_NHS.search(text))


def _is_nhs_number(number: str) -> bool:
    if len(set(number)) == 1:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, range(10, 1, -1), strict=False))
    return (11 - total % 11) % 11 == int(number[9])  # a rest of 10 is no digit


def has_dbs_certificate(text: str) -> bool:
    """Twelve digits that begin with two noughts, in a text that speaks of certificates."""
    return bool(_DBS.search(text)) and bool(_SAYS_DBS.search(text))


def has_birth_of_a_child(text: str, today: date) -> bool:
    """ "Date of birth" with a child's date, or any date beside a word for a child; or a column of them."""
    for found in _BORN.finditer(text):
        dated = _DATE.match(text, found.end())
        if dated and (born := _day(dated, today)):
            around = text[max(0, found.start() - NEAR) : dated.end() + NEAR]
            if _is_child(born, today) or _CHILD.search(around):
                return True
    return _has_column_of_births(text, today)


def _has_column_of_births(text: str, today: date) -> bool:
    lines = iter(text.split("\n"))
    for line in lines:
        cells = line.split("\t", COLUMNS)
        columns = [n for n, cell in enumerate(cells) if _BORN_CELL.fullmatch(cell)]
        if not columns or len(cells) == 1:
            continue
        for below in islice(lines, ROWS_BELOW):
            cells = below.split("\t", COLUMNS)
            if any(n < len(cells) and _born_in(cells[n], today) for n in columns):
                return True
    return False


def _born_in(cell: str, today: date) -> bool:
    if cell.strip().isdigit() and len(cell) < 8 and int(cell) in _SERIALS:
        return _is_child(_SPREADSHEETS_COUNT_FROM + timedelta(days=int(cell)), today)
    found = _DATE.match(cell.strip())
    born = _day(found, today) if found else None
    return born is not None and _is_child(born, today)


def _is_child(born: date, today: date) -> bool:
    return born <= today and (today - born).days < CHILD_UNDER * 365.25


def _day(found: re.Match[str], today: date) -> date | None:
    """None for what is no date. Two figures stand for the last hundred years."""
    if found["y"]:
        year, month, day = int(found["y"]), int(found["m"]), int(found["d"])
    else:
        name = found["month"].casefold()
        month = int(name) if name.isdigit() else _MONTHS.get(name[:3], 0)
        year, day = int(found["year"]), int(found["day"])
        if year < 100:
            year += 2000 if year <= today.year % 100 else 1900
    try:
        return date(year, month, day)
    except ValueError:
        return None
