"""Exports: asked for on a page, made by a job in steps, and downloaded for a week.

What is to be read is written down when the job begins, so that returns that are added or removed meanwhile
move nothing; each step leaves its rows in the bucket under a number of its own, and a step that crashed is
simply done again. So nothing is left out and nothing is there twice, however many returns there are.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from chalicelib.domain.errors import NotFound, Refused
from chalicelib.domain.export_jobs import (
    CONTENT_TYPES,
    KEPT,
    OF_A_CYCLE,
    Export,
    ExportState,
    Format,
    What,
)
from chalicelib.domain.exports import to_csv
from chalicelib.domain.tables import Row, as_json
from chalicelib.domain.tasks import Queue, Task, TaskState
from chalicelib.domain.trail import Event
from chalicelib.services.export_tables import SOURCES, Unit
from chalicelib.services.holdings import holdings_zip
from chalicelib.services.ports import Parts
from chalicelib.services.queue import Later

STEP = 100  # returns that are read before others get their turn
AT_ONCE = 20  # exports of a partnership that may wait at a time


def ask_for_export(
    parts: Parts,
    partnership_id: str,
    what: str,
    format_: str,
    *,
    actor: str,
    cycle_id: str = "",
    filters: Mapping[str, str] | None = None,
) -> Export:
    """Queues it. Raises NotFound for a cycle of others, Refused for what there is not."""
    if what not in set(What) or format_ not in set(Format):
        raise NotFound
    if (what == What.HOLDINGS) != (format_ == Format.ZIP):
        raise NotFound
    about = _about(parts, partnership_id, What(what), cycle_id, filters or {})
    _refuse_too_many(parts, partnership_id)
    made = Export(
        id=parts.new_id(),
        partnership_id=partnership_id,
        what=What(what),
        format=Format(format_),
        asked_by=actor,
        asked_at=parts.now(),
        cycle_id=cycle_id if what in OF_A_CYCLE else "",
        about=about,
        filters=dict(filters or {}),
    )
    task = Task(
        partnership_id=partnership_id,
        subject=f"EXPORT#{made.id}",
        intent="job#export",
        kind="job.export",
        payload={"export": made.id},
        due=parts.now(),
    )
    event = _event(parts, made, actor, "export.asked")
    parts.commit(parts.exports.added(made), parts.tasks.added(task), parts.trail.recorded(event))
    parts.poke(Queue.WORK)
    return made


def exports_of(parts: Parts, partnership_id: str) -> list[tuple[Export, bool]]:
    """The newest first, each with whether its job was given up."""
    return [
        (export, export.state is not ExportState.DONE and _given_up(parts, export))
        for export in parts.exports.of_partnership(partnership_id)
        if export.asked_at > parts.now() - 4 * KEPT
    ]


def download_export(parts: Parts, partnership_id: str, export_id: str, actor: str) -> str:
    """Where the file is for a minute. Leaves a line on the trail. Raises NotFound."""
    found = parts.exports.get(partnership_id, export_id)
    if found is None or not found.is_there(parts.now()) or parts.files.head(found.key) is None:
        raise NotFound
    parts.commit(parts.trail.recorded(_event(parts, found, actor, "export.downloaded")))
    return parts.files.download_url(found.key, found.file_name(), CONTENT_TYPES[found.format])


def run_export(parts: Parts, task: Task) -> None:
    """The job: one step. Raises Later while there is more to read."""
    export = parts.exports.get(task.partnership_id, task.payload["export"])
    if export is None or export.state is ExportState.DONE:
        return
    if export.what is What.HOLDINGS:
        _finish(parts, export, holdings_zip(parts, export), 0)
        return
    units = _units(parts, export)
    if export.done < len(units):
        export = _read_on(parts, export, units)
    if export.done < len(units):
        raise Later(parts.now())
    _finish(parts, export, _file(parts, export), export.rows)


def _units(parts: Parts, export: Export) -> list[Unit]:
    """What is to be read, as it was found at the beginning."""
    if parts.files.head(export.units) is None:
        found = SOURCES[export.what].units(parts, export)
        parts.files.put(export.units, json.dumps(found).encode(), "application/json")
        return found
    units: list[Unit] = json.loads(parts.files.get(export.units))
    return units


def _read_on(parts: Parts, export: Export, units: list[Unit]) -> Export:
    step = units[export.done : export.done + STEP]
    rows = [list(row) for row in SOURCES[export.what].rows(parts, export, step)]
    parts.files.put(export.piece(export.pieces), json.dumps(rows).encode(), "application/json")
    after = replace(
        export,
        state=ExportState.BEING_MADE,
        total=len(units),
        done=export.done + len(step),
        pieces=export.pieces + 1,
        rows=export.rows + len(rows),
    )
    parts.commit(parts.exports.moved(export, after))
    return after


def _rows(parts: Parts, export: Export) -> Iterator[Row]:
    for number in range(export.pieces):
        yield from json.loads(parts.files.get(export.piece(number)))


def _file(parts: Parts, export: Export) -> bytes:
    source = SOURCES[export.what]
    if export.format is Format.JSON:
        facts = {
            "partnership": export.partnership_id,
            "cycle": export.cycle_id or None,
            "made_at": parts.now().isoformat(timespec="seconds"),
        }
        made = as_json(source.title, source.columns, _rows(parts, export), facts)
        return json.dumps(made, ensure_ascii=False, indent=1).encode()
    if export.format is Format.CSV:
        table = to_csv([c.heading for c in source.columns], _rows(parts, export))
        return ("\ufeff" + table).encode()
    return parts.documents.table(source.title, source.columns, _rows(parts, export), parts.now())


def _finish(parts: Parts, export: Export, content: bytes, rows: int) -> None:
    parts.files.put(export.key, content, CONTENT_TYPES[export.format])
    done = replace(
        export,
        state=ExportState.DONE,
        rows=rows,
        size=len(content),
        made_at=parts.now(),
        done=max(export.done, export.total),
    )
    parts.commit(parts.exports.moved(export, done))
    for key in (export.units, *(export.piece(number) for number in range(export.pieces))):
        parts.files.delete(key)


def _about(parts: Parts, partnership_id: str, what: What, cycle_id: str, filters: Mapping[str, str]) -> str:
    """Of what it is, in words. Raises NotFound for what belongs to somebody else."""
    if what in OF_A_CYCLE:
        cycle = parts.cycles.get(cycle_id)
        if cycle is None or cycle.partnership_id != partnership_id:
            raise NotFound
        return cycle.name
    wanted = filters.get("organisation", "")
    if what is What.HOLDINGS or wanted:
        organisation = parts.organisations.organisation(partnership_id, wanted)
        if organisation is None:
            raise NotFound
        return organisation.name
    return ""


def _refuse_too_many(parts: Parts, partnership_id: str) -> None:
    found = exports_of(parts, partnership_id)
    waiting = [export for export, gone in found if export.state is not ExportState.DONE and not gone]
    if len(waiting) >= AT_ONCE:
        raise Refused("exports_full")


def _given_up(parts: Parts, export: Export) -> bool:
    task = parts.tasks.get(export.partnership_id, f"EXPORT#{export.id}", "job#export")
    return task is None or task.state is TaskState.FAILED


def _event(parts: Parts, export: Export, actor: str, what: str) -> Event:
    named = {"organisation": export.filters["organisation"]} if export.filters.get("organisation") else {}
    return Event(
        subject=f"CYCLE#{export.cycle_id}" if export.cycle_id else f"PARTNERSHIP#{export.partnership_id}",
        at=parts.now(),
        actor=actor,
        what=what,
        details={"what": export.what.value, "format": export.format.value, **named},
        partnership=export.partnership_id,
    )
