"""What records about children and staff are called, and what they look like as a whole."""

import re
from itertools import islice

TITLE_LIMIT = 300
LETTER_HEAD = 1_500  # characters within which a letter says what it is


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"\b({'|'.join(phrases)})\b")


# Words that make of it a text about such records.
_ABOUT = _any(
    r"polic(y|ies)|procedures?|protocols?|process(es)?|guid(e|es|ance)|templates?|blank|flow ?charts?",
    r"pathways?|training|courses?|audit(s|ed|ing)?|checklists?|toolkits?|posters?|leaflets?|examples?",
    r"anonymi[sz]ed|redacted|terms of reference|statistics|figures|numbers of|thresholds?|learning|lessons",
    r"standards?|how (we|to|you)|what to do|managing|dealing with|handling|responding to",
)
_CHILD = _any(
    r"strategy (meetings?|discussions?)",
    r"(child protection|cp|initial|review|pre birth) conferences?",
    r"(child protection|cp|child in need|cin) (plans?|minutes|files?|meetings?|reviews?)|core groups?",
    r"(looked after|lac|child s) reviews?|personal education plans?",
    r"(?<!lado )referrals?(?! (forms?|numbers)$)|(completed|signed|filled in) referral forms?",
    r"chronolog(y|ies)|case ?(notes?|files?|records?)|body ?maps?",
    r"cause for concern|record of concern|concerns? (forms?|logs?|records?)|safeguarding logs?",
    r"(pupil|student|child|children s|patient|medical|social work) (records?|files?)",
    r"cpoms|myconcern|marac",
)
_STAFF = _any(
    r"(dbs|crb) (\w+ ){0,3}(certificates?|disclosures?|checks?|numbers?|lists?|records?|results?)",
    r"disclosure certificates?",
    r"(employment|character|staff|personal|written|job|applicants?|candidates?)( s)? references?",
    r"references? (for|from|received)",
    r"disciplinary|grievances?|investigation (reports?|notes|outcomes?)",
    r"lado (referrals?|records?|logs?|minutes)|allegations? (against|about|logs?|records?)",
    r"capability (hearings?|meetings?|plans?)|(final|written) warnings?|(suspension|dismissal) letters?",
)
_REFERENCE = re.compile(r"references?( (?!numbers?|lists?|guides?|to|documents?|library|cards?)\w+)*$")
_RECORD = _any(r"single central (records?|registers?)|scr")
# What governors write about the single central record; and "SCR" is a serious case review too.
_CHECKED = _any(r"check(s|ed)?|reviews?|reviewed|monitor\w*|visits?|serious case|last seen")

_LETTER = re.compile(r"\b(to whom it may concern|reference (for|request)|employment reference)\b")
_KNOWN = re.compile(
    r"\b(i have known|was employed|has been employed|worked (for|with) us|would re-?employ)\b"
)
_COLUMNS = (
    r"dbs",
    r"identity|\bid\b",
    r"right to work",
    r"qualification",
    r"prohibit|prohibition|section 128|s128",
    r"barred list|list 99|children s barred",
    r"overseas",
    r"references?",
    r"date (started|of appointment)|start date",
    r"disqualif",
)
_ENOUGH_COLUMNS, _ENOUGH_CELLS, _ROWS_BELOW = 4, 3, 20
_CELL = 60


def of_a_child(title: str) -> bool:
    """Whether a record about one child might be called so."""
    words = _words(title)
    return bool(_CHILD.search(words)) and not _ABOUT.search(words)


def of_staff(title: str) -> bool:
    """Whether a record about somebody who works here might be called so."""
    words = _words(title)
    if _ABOUT.search(words):
        return False
    if _STAFF.search(words) or _REFERENCE.match(words):
        return True
    return bool(_RECORD.search(words)) and not _CHECKED.search(words)


def reads_like_a_reference(text: str) -> bool:
    """A letter that begins as one and says how long somebody has been known or employed."""
    start = text[:LETTER_HEAD].casefold()
    return bool(_LETTER.search(start)) and bool(_KNOWN.search(text[: 4 * LETTER_HEAD].casefold()))


def is_a_central_record(text: str) -> bool:
    """A table with columns for several checks on staff, and somebody in it."""
    lines = iter(text.split("\n"))
    for line in lines:
        cells = [_words(cell) for cell in line.split("\t")]
        if len(cells) < _ENOUGH_COLUMNS or sum(len(cell) <= _CELL for cell in cells) < _ENOUGH_COLUMNS:
            continue
        headed = {
            n for n, name in enumerate(_COLUMNS) for c in cells if len(c) <= _CELL and re.search(name, c)
        }
        if len(headed) >= _ENOUGH_COLUMNS:
            return any(_filled(below) >= _ENOUGH_CELLS for below in islice(lines, _ROWS_BELOW))
    return False


def _filled(line: str) -> int:
    return sum(1 for cell in line.split("\t") if cell.strip())


def _words(title: str) -> str:
    """Lower case, with one space where anything but a letter or a number was; "CPplan.docx" is two words."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", title[:TITLE_LIMIT].replace("’", "'"))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", parted.casefold()).split())
