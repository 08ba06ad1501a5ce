"""What people say about a piece of evidence, and what of it nobody could use."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from chalicelib.domain.errors import Invalid
from chalicelib.domain.evidence import Evidence, EvidenceKind
from chalicelib.domain.returns import LINE_LIMIT

TITLE_LIMIT = 200
WHERE_LIMIT = 1_000
DATES = ("approved_on", "review_by", "given_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What a form says. `not_real` names the dates that were typed and are none."""

    title: str
    where: str = ""
    owner: str = ""
    approved_on: date | None = None
    review_by: date | None = None
    given_to: str = ""
    given_on: date | None = None
    not_real: frozenset[str] = frozenset()


def described(item: Evidence) -> Described:
    """What is said of an item that is there."""
    return Described(
        title=item.title,
        where=item.where,
        owner=item.owner,
        approved_on=item.approved_on,
        review_by=item.review_by,
        given_to=item.given_to,
        given_on=item.given_on,
    )


def tidy(kind: EvidenceKind, said: Described) -> dict[str, Any]:
    """The fields of an item, without what its kind has no use for."""
    given = kind is EvidenceKind.GIVEN
    return {
        "title": said.title.strip(),
        "where": "" if kind is EvidenceKind.FILE else said.where.strip(),
        "owner": said.owner.strip(),
        "approved_on": said.approved_on,
        "review_by": said.review_by,
        "given_to": said.given_to.strip() if given else "",
        "given_on": said.given_on if given else None,
    }


def refuse_words(kind: EvidenceKind, said: Described) -> None:
    """Raises Invalid with everything to put right, in the order of the fields on the page."""
    problems = {
        **_of_title(kind, said),
        **(_of_given(said) if kind is EvidenceKind.GIVEN else {}),
        **_of_place(kind, said),
        **_of_facts(said),
    }
    if problems:
        limits = {"title_limit": TITLE_LIMIT, "where_limit": f"{WHERE_LIMIT:,}", "limit": LINE_LIMIT}
        raise Invalid(problems, **limits)


def is_web_address(text: str) -> bool:
    """http or https with a host; nothing that a browser would run instead of opening."""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return False
    clear = not any(c.isspace() or c in '<>"\\' for c in text)
    return parts.scheme in ("http", "https") and bool(host) and not parts.username and clear


def _of_title(kind: EvidenceKind, said: Described) -> dict[str, str]:
    if not said.title.strip():
        return {"title": "what_was_given_needed" if kind is EvidenceKind.GIVEN else "title_needed"}
    return {"title": "title_too_long"} if len(said.title) > TITLE_LIMIT else {}


def _of_given(said: Described) -> dict[str, str]:
    problems = {}
    if not said.given_to.strip():
        problems["given_to"] = "given_to_needed"
    elif len(said.given_to) > LINE_LIMIT:
        problems["given_to"] = "line_too_long"
    if "given_on" in said.not_real:
        problems["given_on"] = "date_not_real"
    elif said.given_on is None:
        problems["given_on"] = "given_on_needed"
    return problems


def _of_place(kind: EvidenceKind, said: Described) -> dict[str, str]:
    where = said.where.strip()
    if kind is EvidenceKind.FILE:
        return {}
    if len(said.where) > WHERE_LIMIT:
        return {"where": "where_too_long"}
    if kind is not EvidenceKind.LINK:
        return {} if where else {"where": "where_needed"}
    if is_web_address(where):
        return {}
    return {"where": "address_not_real" if where else "address_needed"}


def _of_facts(said: Described) -> dict[str, str]:
    problems = {} if len(said.owner) <= LINE_LIMIT else {"owner": "line_too_long"}
    problems |= {name: f"{name}_not_real" for name in ("approved_on", "review_by") if name in said.not_real}
    if said.approved_on and said.review_by and said.review_by <= said.approved_on:
        problems["review_by"] = "review_before_approval"
    return problems
