"""Evidence: an item an organisation adds once and uses for many criteria."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from chalicelib.domain.errors import Invalid

TITLE_LIMIT = 200
WHERE_LIMIT = 1_000


class EvidenceKind(StrEnum):
    """A web address, or a title with where to find it, is as good as a file."""

    FILE = "file"
    LINK = "link"
    LOCATION = "location"


class EvidenceState(StrEnum):
    """A file is `expected` until it has arrived and been checked; `removed` items keep what was pinned."""

    EXPECTED = "expected"
    READY = "ready"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFile:
    """A stored file. `version_id` and `sha256` pin exactly what was submitted; `size` is in bytes."""

    key: str
    name: str
    content_type: str
    size: int
    sha256: str
    version_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """`where` is the web address, or in words where to find it; empty for a file.

    `partnership_id` is the partnership it was added for. Another one that also asks this organisation names
    its own leads, and they see none of it. `added_by` is a name, `person` the id of whose link was used.
    """

    id: str
    organisation_id: str
    partnership_id: str = ""
    kind: EvidenceKind
    title: str
    where: str = ""
    file: EvidenceFile | None = None
    state: EvidenceState = EvidenceState.READY
    added_at: datetime | None = None
    added_by: str = ""
    person: str = ""


def refuse_words(kind: EvidenceKind, title: str, where: str) -> None:
    """Raises Invalid for a title or a place that nobody could use."""
    problems = {}
    if not title.strip():
        problems["title"] = "title_needed"
    elif len(title) > TITLE_LIMIT:
        problems["title"] = "title_too_long"
    if kind is not EvidenceKind.FILE and len(where) > WHERE_LIMIT:
        problems["where"] = "where_too_long"
    elif kind is EvidenceKind.LOCATION and not where.strip():
        problems["where"] = "where_needed"
    elif kind is EvidenceKind.LINK and not is_web_address(where.strip()):
        problems["where"] = "address_not_real" if where.strip() else "address_needed"
    if problems:
        raise Invalid(problems, title_limit=TITLE_LIMIT, where_limit=f"{WHERE_LIMIT:,}")


def is_web_address(text: str) -> bool:
    """http or https with a host; nothing that a browser would run instead of opening."""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return False
    clear = not any(c.isspace() or c in '<>"\\' for c in text)
    return parts.scheme in ("http", "https") and bool(host) and not parts.username and clear
