"""Exports: ask for one, see how far it is, download it."""

from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import WORDS, Refused
from chalicelib.domain.export_jobs import KEPT, OF_A_CYCLE, Export, ExportState, Format, What
from chalicelib.domain.file_checks import size_in_words
from chalicelib.domain.times import count
from chalicelib.handlers.staff.frame import partnership_id, seat
from chalicelib.handlers.web import Request, leave_for, page, redirect
from chalicelib.services.export_jobs import ask_for_export, download_export, exports_of

TITLES = {
    What.RETURNS.value: "Returns",
    What.ANSWERS.value: "Answers",
    What.ACTIONS.value: "Actions and barriers",
    What.LOG.value: "Mail and calls",
    What.CONTACTS.value: "Contacts",
    What.TRAIL.value: "Trail",
    What.HOLDINGS.value: "Everything that we hold",
}
HINTS = {
    What.RETURNS.value: "One row a return: where it stands, and when",
    What.ANSWERS.value: "One row a question, as far as each organisation shares it and once it is submitted",
    What.ACTIONS.value: "One row an action or barrier, once it is submitted",
    What.LOG.value: "Every mail and what became of it, and every call",
    What.CONTACTS.value: "Of every organisation, whatever the cycle",
}
FORMATS = {
    Format.XLSX.value: "Spreadsheet (XLSX)",
    Format.CSV.value: "CSV",
    Format.JSON.value: "JSON, to be read by another system",
}
CHOSEN = ("organisation", "person", "kind", "since", "until")


def exports(request: Request) -> Response:
    return _page(request, {"what": What.RETURNS.value, "format": Format.XLSX.value})


def ask(request: Request) -> Response:
    typed = request.form
    what, format_ = typed.get("_what") or typed.get("what"), typed.get("format")
    problems = {} if what in TITLES else {"what": WORDS["export_what_needed"]}
    if what != What.HOLDINGS and format_ not in FORMATS:
        problems["format"] = WORDS["export_format_needed"]
    if what in OF_A_CYCLE and not typed.get("cycle"):
        problems["cycle"] = WORDS["export_cycle_needed"]
    if problems:
        return _page(request, typed.first(), status=400, errors=problems)
    try:
        ask_for_export(
            parts(),
            partnership_id(request),
            what,
            Format.ZIP.value if what == What.HOLDINGS else format_,
            actor=seat(request).member.id,
            cycle_id=typed.get("cycle"),
            filters={name: typed.get(f"_{name}") for name in CHOSEN if typed.get(f"_{name}")},
        )
    except Refused as refused:
        return _page(request, typed.first(), status=400, errors={"what": refused.words})
    return redirect("/staff/exports?done=asked")


def download(request: Request, export: str) -> Response:
    """Asked for by a form, because it leaves a line on the trail."""
    return leave_for(download_export(parts(), partnership_id(request), export, seat(request).member.id))


def _page(request: Request, values: dict[str, str], *, status: int = 200, **more: Any) -> Response:
    whose = partnership_id(request)
    cycles = sorted(parts().cycles.of_partnership(whose), key=lambda cycle: cycle.opens_on, reverse=True)
    found = [_shown(export, gone) for export, gone in exports_of(parts(), whose)]
    return page(
        request,
        "pages/staff/exports.html",
        status=status,
        upload_to=parts().files.address(),  # a form that asks for a file leads on to it there
        exports=found,
        being_made=any(each["making"] for each in found),
        titles={what: TITLES[what] for what in HINTS},
        hints=HINTS,
        formats=FORMATS,
        cycles={cycle.id: cycle.name for cycle in cycles},
        values=values,
        organisation=parts().organisations.organisation(whose, request.query.get("organisation")),
        asked=request.query.get("done") == "asked",
        days=KEPT.days,
        **more,
    )


def _shown(export: Export, given_up: bool) -> dict[str, Any]:
    making = export.state is not ExportState.DONE and not given_up
    return {
        "id": export.id,
        "title": TITLES[export.what],
        "about": export.about,
        "format": export.format.upper(),
        "at": export.asked_at,
        "there": export.is_there(parts().now()),
        "making": making,
        "standing": _standing(export, given_up),
    }


def _standing(export: Export, given_up: bool) -> str:
    if given_up:
        return "It could not be made. Ask for it again"
    if export.state is ExportState.DONE:
        rows = f"{count(export.rows, 'row')}, " if export.what is not What.HOLDINGS else ""
        gone = "" if export.is_there(parts().now()) else ". It is not kept any more"
        return f"{rows}{size_in_words(export.size)}{gone}"
    return f"{export.done} of {count(export.total, 'return')} read" if export.total > 1 else "Being made"
