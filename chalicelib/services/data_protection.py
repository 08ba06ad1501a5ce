"""The facts of a partnership's data protection, and the documents that are filled in with them."""

from collections.abc import Mapping
from dataclasses import replace

from chalicelib.domain import objects
from chalicelib.domain.errors import Invalid, Refused
from chalicelib.domain.organisations import Partnership, looks_like_an_address
from chalicelib.domain.returns import LINE_LIMIT, too_long
from chalicelib.domain.starter_pack import TITLES, DataProtection, Facts, Paper
from chalicelib.domain.starter_papers import sections
from chalicelib.domain.trail import Event
from chalicelib.services.ports import Conflict, Parts

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NAMES = ("controller", "officer", "officer_email", "basis", "notice_url")


def save_facts(parts: Parts, partnership_id: str, typed: Mapping[str, str], actor: str) -> None:
    """Raises Invalid, and Refused when somebody else saved meanwhile."""
    values = {name: typed.get(name, "").strip() for name in NAMES}
    problems = too_long(**values)
    if values["officer_email"] and not looks_like_an_address(values["officer_email"]):
        problems = {"officer_email": "email_not_real", **problems}
    if values["notice_url"] and not values["notice_url"].startswith(("https://", "http://")):
        problems = {"notice_url": "address_not_real", **problems}
    if problems:
        raise Invalid(problems, limit=LINE_LIMIT)
    before = parts.data_protection.of(partnership_id)
    told = {name: values[name] for name in NAMES}
    saved = replace(DataProtection(), **told, version=before.version + 1)
    event = Event(
        subject=f"PARTNERSHIP#{partnership_id}",
        at=parts.now(),
        actor=actor,
        what="settings.data_protection",
    )
    try:
        parts.commit(parts.data_protection.saved(partnership_id, saved), parts.trail.recorded(event))
    except Conflict as conflict:
        raise Refused("settings_changed") from conflict


def make_paper(parts: Parts, partnership: Partnership, paper: Paper, *, region: str, provider: str) -> bytes:
    """One document, as Word."""
    facts = Facts(
        partnership=partnership,
        told=parts.data_protection.of(partnership.id),
        retention=parts.removals.retention(partnership.id),
        region=region,
        scans=parts.malware_scan,
        provider=provider,
    )
    return parts.documents.paper(TITLES[paper], partnership.name, sections(paper, facts), parts.now())


def offer_paper(parts: Parts, partnership: Partnership, paper: Paper, *, region: str, provider: str) -> str:
    """Where the document is for a minute: made afresh, in the place of the one before."""
    made = make_paper(parts, partnership, paper, region=region, provider=provider)
    key = objects.paper(partnership.id, paper)
    parts.files.put(key, made, WORD)
    return parts.files.download_url(key, f"{paper}.docx", WORD)
