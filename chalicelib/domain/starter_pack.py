"""The data-protection starter pack: three documents that begin filled in, and say what only people can.

What they say of the service is so (a test holds the figures against the code); what is a partnership's to
decide is marked with GAP. They are a beginning for a council's lawyer and data protection officer, no advice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from chalicelib.domain.credentials import SESSION_LASTS, STAFF_IDLE, STAFF_SESSION_LASTS
from chalicelib.domain.organisations import Partnership
from chalicelib.domain.retention import BACKUPS_KEPT, LOGS_KEPT, PERIODS, SIGN_INS_KEPT, Retention

GAP = "To fill in: "


class Paper(StrEnum):
    """Which document."""

    DPIA = "dpia"
    NOTICE = "privacy-notice"
    REQUESTS = "information-requests"


TITLES = {
    Paper.DPIA: "Data protection impact assessment",
    Paper.NOTICE: "Privacy notice",
    Paper.REQUESTS: "Handling requests for information",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DataProtection:
    """What a partnership has told us for its documents; "" where it has not."""

    controller: str = ""
    officer: str = ""
    officer_email: str = ""
    basis: str = ""
    notice_url: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that goes into the documents."""

    partnership: Partnership
    told: DataProtection
    retention: Retention
    region: str
    scans: bool
    provider: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, and what stands below it: paragraphs, bullets, then one table."""

    heading: str
    text: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = field(default=())


def said(value: str, what: str) -> str:
    """A fact, or the gap in its place."""
    return value.strip() or f"[{GAP}{what}]"


def hours(lasts: timedelta) -> str:
    """Like "9 hours"."""
    return f"{lasts // timedelta(hours=1)} hours"


def periods(facts: Facts) -> Section:
    """The same table in each document."""
    own = tuple(
        (period.title, period.holds, f"{facts.retention.of(record)} months from {period.since}", period.why)
        for record, period in PERIODS.items()
    )
    fixed = (
        ("Staff list", "name, work address, role", "as long as the trail names them", "To know who did what"),
        ("Links to sign in, sessions of staff", "", f"{SIGN_INS_KEPT.days} days after they ended", ""),
        ("Files that were imported; exports and drafts", "", "30 days; 7 days", "Only needed for a while"),
        (
            "Backups of the database",
            "everything in it",
            f"{BACKUPS_KEPT.days} days",
            "To restore after a fault",
        ),
        ("Logs", "no names, answers or links", f"{LOGS_KEPT.days} days", "To find faults and misuse"),
    )
    return Section(
        "How long records are kept",
        (
            "A nightly job deletes records after these periods, and files with every version. Staff see what"
            " goes 30 days ahead and can hold it with a reason.",
        ),
        headings=("Record", "What is in it", "Kept for", "Why"),
        rows=(*own, *fixed),
    )


def processors(facts: Facts) -> Section:
    """Who works on the data for the partnership."""
    scanning = "; every uploaded file is scanned for malware" if facts.scans else ""
    signing = (
        ((facts.provider, "signs staff in; learns when they do", f"[{GAP}terms with this provider]"),)
        if facts.provider
        else ()
    )
    return Section(
        "Who works on it for us",
        headings=("Who", "What for", "Where, and on which terms"),
        rows=(
            (
                f"[{GAP}whoever hosts and operates this service for you]",
                "runs the service: can reach everything in it",
                f"[{GAP}your contract, with the terms of Article 28]",
            ),
            (
                "Amazon Web Services",
                f"computing, database, files and mail{scanning}",
                f"Region {facts.region}. AWS’s data processing addendum. [{GAP}confirm that this account uses"
                " no other region, and how support from abroad is covered]",
            ),
            (
                "GOV.UK Notify (Government Digital Service)",
                "sends mail instead of Amazon, where the operator has chosen it",
                f"[{GAP}strike out if mail goes through Amazon; its data processing terms if not]",
            ),
            *signing,
        ),
    )


def who_sees(facts: Facts) -> Section:
    """As the privacy page of the service says it."""
    return Section(
        "Who sees what",
        bullets=(
            "People at the organisation whom its lead adds: as far as the lead asks them to.",
            "The partnership’s staff: nothing of a return’s text before it is submitted, only how far"
            " it is and"
            " how it rates itself. In cycles that ask for ratings only, notes and evidence stay with the"
            " organisation unless it shares them or is chosen for a visit.",
            "Comments of governors and trustees: nobody outside the organisation.",
            "Another partnership: nothing of this one’s reviews, notes, contacts or calls, also where an"
            " organisation belongs to both.",
            "The public: learning reports that name no organisation and count organisations in groups of at"
            " least 10.",
        ),
    )


def people(facts: Facts) -> Section:
    """Whose data, and which."""
    return Section(
        "Whose data, and which",
        headings=("Who", "What", "Where from"),
        rows=(
            (
                "Safeguarding leads, approvers, chairs and other contacts of organisations",
                "name, role, work address and phone; when they were written to and what came of it",
                "imported by staff, or typed by a colleague",
            ),
            (
                "Colleagues and readers whom a lead adds",
                "name, role, work address; which answers they wrote; comments",
                "their lead, and themselves",
            ),
            (
                "The partnership’s staff and reviewers",
                "name, work address, role; what they did, on a trail; interests they declare",
                "the coordinator, and themselves",
            ),
            (
                "Anybody named in an answer or a file",
                "whatever somebody writes; forms ask not to name children, and a page points out what looks"
                " like it before a file is added",
                "the organisation",
            ),
        ),
    )


def sessions() -> Mapping[str, str]:
    """How long sessions last, from the code."""
    return {
        "staff": f"{hours(STAFF_IDLE)} without a page and {hours(STAFF_SESSION_LASTS)} in any case",
        "organisation": hours(SESSION_LASTS),
    }
