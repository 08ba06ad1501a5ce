"""What each table is read from: units (mostly returns), and the rows of one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.domain.cycles import Cycle, Header
from chalicelib.domain.export_jobs import Export, What
from chalicelib.domain.returns import PlanKind, ReturnStatus
from chalicelib.domain.sharing import sight_of, what_partnership_sees
from chalicelib.domain.tables import Kind, Row, TableColumn
from chalicelib.domain.times import london_day
from chalicelib.domain.trail import Wanted
from chalicelib.services.drafting import draft
from chalicelib.services.links import return_subject
from chalicelib.services.ports import Parts
from chalicelib.services.trail_search import search

Unit = list[str]
"""What names it, as JSON keeps it: of a return, its organisation, number and reference."""

WHOSE = (
    TableColumn("reference", "Reference"),
    TableColumn("organisation_id", "Organisation’s id"),
    TableColumn("organisation", "Organisation"),
    TableColumn("sector", "Sector"),
)
EVER = date(2000, 1, 1)
STATUS = {
    ReturnStatus.NOT_STARTED: "Not started",
    ReturnStatus.IN_PROGRESS: "In progress",
    ReturnStatus.AWAITING_APPROVAL: "Waiting for approval",
    ReturnStatus.SUBMITTED: "Submitted",
    ReturnStatus.QUESTIONS: "Questions open",
}


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of table. `rows` gets the units of one step."""

    title: str
    columns: tuple[TableColumn, ...]
    units: Callable[[Parts, Export], list[Unit]]
    rows: Callable[[Parts, Export, Sequence[Unit]], Iterable[Row]]


def returns_of(parts: Parts, export: Export) -> list[Unit]:
    """Every return of the cycle, to the last page."""
    found = parts.returns.headers(export.cycle_id, ("ref",))
    return sorted([h.organisation_id, str(h.number), h.ref] for h in found)


def _cycle(parts: Parts, export: Export) -> Cycle:
    cycle = parts.cycles.get(export.cycle_id)
    if cycle is None:
        raise LookupError("the cycle of an export is gone")
    return cycle


def _headers(parts: Parts, export: Export, units: Sequence[Unit]) -> list[Header]:
    """Those of one step; what has gone meanwhile is left out."""
    wanted = {(organisation, int(number)) for organisation, number, _ in units}
    every = parts.returns.headers(export.cycle_id)
    return [header for header in every if (header.organisation_id, header.number) in wanted]


def _whose(header: Header) -> list[str]:
    return [header.ref, header.organisation_id, header.organisation_name, header.sector]


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _return_rows(parts: Parts, export: Export, units: Sequence[Unit]) -> Iterable[Row]:
    # Of plans a header tells how many; barriers have an id of their own kind only in the return itself.
    for header in _headers(parts, export, units):
        yield [
            *_whose(header),
            STATUS[header.status],
            header.total,
            header.done,
            len(header.plans),
            sum(header.help_wanted.values()),
            _at(header.invited_at),
            _at(header.opened_at),
            _at(header.sent_for_approval_at),
            _at(header.submitted_at),
            header.mail_state,
        ]


def _seen(parts: Parts, export: Export, ref: str) -> dict[str, Any] | None:
    """What the partnership may read of a return now."""
    whole = parts.returns.whole(ref)
    if whole is None:
        return None
    _, copy = draft(parts, parts.framework(whole.return_.framework), whole)
    sight = sight_of(_cycle(parts, export), whole.return_)
    submitted = whole.return_.status is ReturnStatus.SUBMITTED
    return what_partnership_sees(copy, sight, submitted=submitted)


def _of_copies(
    parts: Parts, export: Export, units: Sequence[Unit], rows: Callable[[dict[str, Any]], Iterable[list[Any]]]
) -> Iterable[Row]:
    for header in _headers(parts, export, units):
        copy = _seen(parts, export, header.ref)
        for row in rows(copy) if copy else ():
            yield [*_whose(header), *row]


def _answers(copy: dict[str, Any]) -> Iterable[list[Any]]:
    evidence = {item["id"]: item["title"] for item in copy["evidence"]}
    for standard in copy["standards"]:
        for said in standard["criteria"]:
            rating = said["rating"] or {}
            yield [
                standard["number"],
                said["id"],
                said["title"],
                rating.get("label", ""),
                said["not_applicable_reason"] is not None,
                said["not_applicable_reason"] or "",
                said["narrative"],
                bool(said.get("help_wanted")),
                "; ".join(evidence.get(id_, id_) for id_ in said["evidence"]),
                said.get("unchanged_cycles", 0),
                ", ".join(copy["left_out"]),
            ]


def _actions(copy: dict[str, Any]) -> Iterable[list[Any]]:
    for plan in copy["plan"]:
        yield [
            "Action" if plan["kind"] == PlanKind.ACTION else "Barrier",
            plan["what"],
            plan["who"],
            plan["by_when"],
            plan["how_known"],
            ", ".join(plan["criteria"]),
        ]


def _contact_units(parts: Parts, export: Export) -> list[Unit]:
    return [["all"]]


def _contact_rows(parts: Parts, export: Export, units: Sequence[Unit]) -> Iterable[Row]:
    members = {o.id: o for o in parts.organisations.members(export.partnership_id, retired=True)}
    for contact in parts.organisations.contacts(export.partnership_id):
        whose = members.get(contact.organisation_id)
        if whose is not None:
            yield [
                whose.id,
                whose.name,
                whose.sector,
                contact.name,
                contact.email,
                contact.phone,
                contact.role.value,
                contact.state.value,
            ]


def _log_rows(parts: Parts, export: Export, units: Sequence[Unit]) -> Iterable[Row]:
    cycle = _cycle(parts, export)
    for header in _headers(parts, export, units):
        yield from ([*_whose(header), *row] for row in _mails(parts, export, header.ref))
        yield from ([*_whose(header), *row] for row in _calls(parts, export, header, cycle))


def _mails(parts: Parts, export: Export, ref: str) -> Iterable[list[Any]]:
    """Each mail with what became of it, and when the provider told us more."""
    for task in parts.tasks.of_subject(export.partnership_id, return_subject(ref)):
        if task.is_mail:
            at = task.settled_at or task.due
            yield [_at(at), "Mail", task.kind.removeprefix("mail."), task.state.value, task.note, ""]
    for event in parts.trail.of(return_subject(ref)):
        if event.what.startswith("mail.") and event.what != "mail.sent":
            yield [
                _at(event.at),
                "Delivery",
                event.details.get("kind", ""),
                event.what.partition(".")[2],
                "",
                "",
            ]


def _calls(parts: Parts, export: Export, header: Header, cycle: Cycle) -> Iterable[list[Any]]:
    for call in parts.calls.of_organisation(export.partnership_id, header.organisation_id):
        of_this = call.ref == header.ref if call.ref else _in_cycle(cycle, call.at)
        if of_this:
            yield [_at(call.at), "Call", call.way.value, call.outcome.value, call.note, call.with_whom]


def _in_cycle(cycle: Cycle, at: datetime) -> bool:
    return cycle.opens_on - timedelta(days=30) <= london_day(at) <= cycle.closes_on + timedelta(days=60)


def _trail_rows(parts: Parts, export: Export, units: Sequence[Unit]) -> Iterable[Row]:
    chosen = export.filters
    names = {m.id: m.name for m in parts.staff_list.of(export.partnership_id)}
    wanted = Wanted(
        organisation=chosen.get("organisation", ""),
        actor=chosen.get("person", ""),
        kind=chosen.get("kind", ""),
        since=date.fromisoformat(chosen["since"]) if chosen.get("since") else EVER,
        until=date.fromisoformat(chosen["until"]) if chosen.get("until") else london_day(parts.now()),
    )
    for event in search(parts, export.partnership_id, wanted):
        details = "; ".join(f"{name}: {value}" for name, value in sorted(event.details.items()))
        yield [_at(event.at), event.actor, names.get(event.actor, ""), event.what, event.subject, details]


def _text(key: str, heading: str) -> TableColumn:
    return TableColumn(key, heading)


def _moment(key: str, heading: str) -> TableColumn:
    return TableColumn(key, heading, Kind.MOMENT)


def _number(key: str, heading: str) -> TableColumn:
    return TableColumn(key, heading, Kind.NUMBER)


SOURCES = {
    What.RETURNS: Source(
        "Returns",
        (
            *WHOSE,
            _text("status", "Status"),
            _number("questions", "Questions asked"),
            _number("answered", "Answered"),
            _number("plan", "Actions and barriers"),
            _number("help_wanted", "Would like help with"),
            _moment("invited_at", "Invited"),
            _moment("opened_at", "Opened"),
            _moment("sent_for_approval_at", "Sent for approval"),
            _moment("submitted_at", "Submitted"),
            _text("mail_state", "Mail"),
        ),
        returns_of,
        _return_rows,
    ),
    What.ANSWERS: Source(
        "Answers",
        (
            *WHOSE,
            _number("standard", "Standard"),
            _text("criterion", "Question’s id"),
            _text("title", "Question"),
            _text("rating", "Rating"),
            TableColumn("not_applicable", "Does not apply", Kind.YES_NO),
            _text("reason", "Why it does not apply"),
            _text("narrative", "What they wrote"),
            TableColumn("help_wanted", "Would like help", Kind.YES_NO),
            _text("evidence", "Evidence"),
            _number("unchanged_cycles", "Same text for so many rounds"),
            _text("left_out", "Not shared with you"),
        ),
        returns_of,
        lambda parts, export, units: _of_copies(parts, export, units, _answers),
    ),
    What.ACTIONS: Source(
        "Actions and barriers",
        (
            *WHOSE,
            _text("kind", "Kind"),
            _text("what", "What"),
            _text("who", "Who"),
            TableColumn("by_when", "By when", Kind.DAY),
            _text("how_known", "How they will know"),
            _text("criteria", "Questions"),
        ),
        returns_of,
        lambda parts, export, units: _of_copies(parts, export, units, _actions),
    ),
    What.CONTACTS: Source(
        "Contacts",
        (
            *WHOSE[1:],
            _text("name", "Name"),
            _text("email", "Email address"),
            _text("phone", "Phone"),
            _text("role", "Role"),
            _text("state", "May we write to them"),
        ),
        _contact_units,
        _contact_rows,
    ),
    What.LOG: Source(
        "Mail and calls",
        (
            *WHOSE,
            _moment("at", "When"),
            _text("kind", "Kind"),
            _text("what", "What"),
            _text("outcome", "What became of it"),
            _text("note", "Note"),
            _text("with_whom", "With whom"),
        ),
        returns_of,
        _log_rows,
    ),
    What.TRAIL: Source(
        "Trail",
        (
            _moment("at", "When"),
            _text("actor", "Who (id)"),
            _text("name", "Who"),
            _text("what", "What"),
            _text("subject", "About"),
            _text("details", "More"),
        ),
        _contact_units,
        _trail_rows,
    ),
}
