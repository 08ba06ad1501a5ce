"""Whether a reference and a check code belong together: for anybody, and nothing else is told.

Whatever is asked costs the same two reads, and no answer differs between a reference that is not ours and a
code that is not its own.
"""

import re
from enum import StrEnum

from chalicelib.services.links import return_subject
from chalicelib.services.ports import Parts
from chalicelib.services.way_back import as_reference

SHORTEST = 8  # characters of a hash: enough that nobody finds one by trying
_LABEL = re.compile(r"^\s*sha-?256\b[\s:]*", re.IGNORECASE)
_CODE = re.compile(rf"[0-9a-f]{{{SHORTEST},64}}")
_READ_AS = str.maketrans("oil", "011")  # no hash has these letters
_NOBODYS = "-"


class Pair(StrEnum):
    """What a reference and a code belong to together."""

    COPY = "copy"
    MAIL = "mail"
    NEITHER = "neither"


def look_up(parts: Parts, reference: str, code: str) -> Pair:
    """A copy is known by its SHA-256 or the beginning of it, a mail by the beginning of its link's hash."""
    ref, begins = as_reference(reference), as_code(code)
    copies = parts.returns.submissions(ref)
    mails = parts.credentials.begin_with(return_subject(ref), begins)
    if any(submission.sha256.startswith(begins) for submission in copies):
        return Pair.COPY
    return Pair.MAIL if mails else Pair.NEITHER


def as_code(typed: str) -> str:
    """However somebody types it, with spaces, in capitals, or label and all; what no code begins with for
    anything else.
    """
    letters = "".join(_LABEL.sub("", typed).split()).replace("-", "").lower().translate(_READ_AS)
    return letters if _CODE.fullmatch(letters) else _NOBODYS


def code_of(token_hash: str) -> str:
    """The check code of the mail that carries this link."""
    return token_hash[:SHORTEST]
