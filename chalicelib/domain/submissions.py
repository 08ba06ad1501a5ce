"""The submitted copy: everything a return said, in one canonical form whose SHA-256 is printed on it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

MYSELF, MEETING = "myself", "meeting"
DECIDED = (MYSELF, MEETING)
"""Who decided: the approver alone, or a board, governing body or committee that met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A pointer to the copy: `key` in the bucket, and the SHA-256 of its bytes.

    `decided` is one of DECIDED or ""; `prepared_it` says that whoever approved it also filled it in.
    `recorded` says how an approval reached us that staff recorded, like "by telephone", with the day and who
    recorded it; "" for one that was given here.
    """

    number: int
    sha256: str
    key: str
    submitted_at: datetime
    approved_by: str
    approved_by_job: str
    pdf_key: str = ""
    on_behalf_of: str = ""
    decided: str = ""
    decided_on: date | None = None
    prepared_it: bool = False
    recorded: str = ""
    recorded_on: date | None = None
    recorded_by: str = ""


def canonical(snapshot: Mapping[str, Any]) -> bytes:
    """The same bytes for the same content on any machine: sorted keys, no spaces, UTF-8."""
    return json.dumps(snapshot, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def seal(content: bytes) -> str:
    """The SHA-256 of a canonical copy, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
