"""The trail: who did what, when. To search, and to export."""

from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.trail import Event, Wanted
from chalicelib.handlers.staff.frame import partnership_id, read_date
from chalicelib.handlers.staff.paging import paged
from chalicelib.handlers.staff.trail_words import kind_words, more_words, what_words, who_words
from chalicelib.handlers.web import Request, page
from chalicelib.services.staff_list import staff_of
from chalicelib.services.trail_search import between, search


def trail(request: Request) -> Response:
    whose, query = partnership_id(request), request.query
    values = query.first()
    since, until = between(parts(), read_date(values, "since"), read_date(values, "until"))
    names = {member.id: member.name for member in staff_of(parts(), whose)}
    wanted = Wanted(
        organisation=query.get("organisation"), actor=query.get("person"), since=since, until=until
    )
    found = search(parts(), whose, wanted)
    kinds = {kind: kind_words(kind) for kind in sorted({event.kind for event in found}, key=kind_words)}
    kind = query.get("kind")
    chosen = [event for event in found if kind in ("", event.kind)]
    cycles = {cycle.id: cycle.name for cycle in parts().cycles.of_partnership(whose)}
    kept = {name: value for name, value in values.items() if name != "page"}
    list_ = paged(request, chosen, "/staff/trail", kept)
    return page(
        request,
        "pages/staff/trail.html",
        list=list_,
        lines=[_line(event, names, cycles) for event in list_.rows],
        names=names,
        kinds=kinds | ({kind: kind_words(kind)} if kind else {}),
        organisation=parts().organisations.organisation(whose, wanted.organisation),
        chosen={"person": wanted.actor, "kind": kind, "organisation": wanted.organisation},
        dates={**_date("since", since), **_date("until", until)},
        filters={
            "organisation": wanted.organisation,
            "person": wanted.actor,
            "kind": kind,
            "since": since.isoformat(),
            "until": until.isoformat(),
        },
    )


def _line(event: Event, names: dict[str, str], cycles: dict[str, str]) -> dict[str, Any]:
    return {
        "at": event.at,
        "who": who_words(event, names),
        "what": what_words(event),
        "about": _about(event, names, cycles),
        "more": more_words(event),
    }


def _about(event: Event, names: dict[str, str], cycles: dict[str, str]) -> tuple[str, str]:
    """What it is about in words, and the path that leads there."""
    if event.ref:
        return event.ref, f"/staff/returns/{event.ref}"
    if "organisation" in event.details:
        return "The organisation", f"/staff/organisations/{event.details['organisation']}"
    if "staff" in event.details:
        return names.get(event.details["staff"], ""), ""
    kind, _, name = event.subject.partition("#")
    return (cycles.get(name, ""), f"/staff/cycles/{name}") if kind == "CYCLE" else ("", "")


def _date(name: str, day: Any) -> dict[str, int]:
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}
