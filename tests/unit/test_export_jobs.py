"""Exports: nothing left out, nothing twice, nothing run, nothing that is not theirs to read."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from openpyxl import load_workbook
from referencing import Registry, Resource

from chalicelib.domain.calls import Call, Outcome
from chalicelib.domain.cycles import Sharing
from chalicelib.domain.errors import NotFound, Refused
from chalicelib.domain.export_jobs import ExportState
from chalicelib.domain.returns import Audience
from chalicelib.domain.tasks import Queue
from chalicelib.services.export_jobs import AT_ONCE, ask_for_export, download_export, run_export
from chalicelib.services.ports import Conflict
from chalicelib.services.queue import work_off
from tests.support import builders
from tests.support.answered import submitted_return
from tests.support.fakes import FakeParts
from tests.support.small import CRITERIA, SMALL, SmallParts
from tests.support.tables import Crash, TroubledTable

SCHEMAS = Path(__file__).parents[2] / "docs/schemas"


def work(parts):
    return work_off(parts, Queue.WORK, {"job.export": run_export})


def exported(parts, what, format_="json", **more):
    """The finished export and its content."""
    made = ask_for_export(parts, "saltmarsh", what, format_, actor="s1", cycle_id="cycle2027", **more)
    work(parts)
    done = parts.exports.get("saltmarsh", made.id)
    assert done.state is ExportState.DONE
    return done, parts.files.get(done.key)


def valid(name, content):
    schemas = {path.name: json.loads(path.read_text()) for path in SCHEMAS.glob("*.json")}
    registry = Registry().with_resources((n, Resource.from_contents(s)) for n, s in schemas.items())
    Draft202012Validator(schemas[name], registry=registry).validate(content)


def many(number, **changes):
    parts = SmallParts()
    parts.commit(parts.organisations.partnership_saved(builders.partnership()))
    parts.commit(parts.cycles.saved(builders.cycle(framework=SMALL.key)))
    for n in range(1, number + 1):
        made = builders.return_(n, ref=f"R{n:05}", framework=SMALL.key, profile={"buys": "yes"}, **changes)
        parts.commit(parts.returns.created(made, total=3))
    return parts


def test_a_thousand_returns_are_all_there_once():
    parts = many(1_000)
    done, content = exported(parts, "answers", "csv")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(rows) == 1 + 3_000 == 1 + done.rows
    assert len({(row[0], row[5]) for row in rows[1:]}) == 3_000
    assert {row[5] for row in rows[1:]} == set(CRITERIA)
    assert list(parts.files.objects) == [done.key]  # no piece is left lying


def test_it_tells_how_far_it_is():
    parts = many(250)
    made = ask_for_export(parts, "saltmarsh", "returns", "csv", actor="s1", cycle_id="cycle2027")
    seen = []

    def go_on():
        now = parts.exports.get("saltmarsh", made.id)
        seen.append((now.done, now.total))
        return True

    work_off(parts, Queue.WORK, {"job.export": run_export}, go_on)
    assert (100, 250) in seen
    assert parts.exports.get("saltmarsh", made.id).rows == 250


@pytest.mark.parametrize("after", [False, True], ids=["before the write", "after it"])
@pytest.mark.parametrize("at", range(7))
def test_a_crash_anywhere_costs_no_row_and_doubles_none(at, after):
    table = TroubledTable()
    parts = SmallParts(table)
    whole = many(250)
    table.inner.items, table.inner._partitions = whole.table.items, whole.table._partitions
    made = ask_for_export(parts, "saltmarsh", "returns", "csv", actor="s1", cycle_id="cycle2027")
    table.crash_at, table.crash_after = at, after
    with pytest.raises(Crash):
        work(parts)
    table.calm()
    late = builders.return_(0, ref="LATE", framework=SMALL.key)  # sorts before all the others
    parts.commit(parts.returns.created(late, total=3))
    parts.clock.move(minutes=6)
    work(parts)
    done = parts.exports.get("saltmarsh", made.id)
    refs = [row.split(",")[0] for row in parts.files.get(done.key).decode().splitlines()[1:]]
    assert len(refs) == len(set(refs)) == done.rows
    assert set(refs) - {"LATE"} == {f"R{n:05}" for n in range(1, 251)}


def test_cells_have_types_and_text_is_never_run():
    parts = FakeParts()
    evil = '=HYPERLINK("http://evil.example.org")'
    made = submitted_return(parts)
    parts.commit(
        parts.returns.mail_state_noted(made, "saltmarsh", "bounced"),
    )
    parts.commit(
        parts.organisations.contact_saved(
            "saltmarsh", builders.contact(1, name=evil, phone="+44 1632 960101")
        ),
        parts.organisations.organisation_saved("saltmarsh", builders.organisation(1)),
    )
    _, book = exported(parts, "contacts", "xlsx")
    sheet = load_workbook(io.BytesIO(book)).active
    name = sheet["D2"]
    assert (name.value, name.data_type, name.quotePrefix) == (evil, "s", True)
    assert sheet["F2"].value == "+44 1632 960101"
    _, text = exported(parts, "contacts", "csv")
    assert f"'{evil}".replace('"', '""') in text.decode()
    _, book = exported(parts, "returns", "xlsx")
    row = next(load_workbook(io.BytesIO(book)).active.iter_rows(min_row=2, values_only=True))
    assert isinstance(row[5], int)
    assert isinstance(row[12], datetime)
    _, book = exported(parts, "actions", "xlsx")
    days = [r[7] for r in load_workbook(io.BytesIO(book)).active.iter_rows(min_row=2, values_only=True)]
    assert any(isinstance(day, date) for day in days)


def test_what_a_cycle_leaves_to_the_organisation_is_not_exported():
    for sharing, there in ((Sharing.EVERYTHING, True), (Sharing.RATINGS, False)):
        parts = FakeParts()
        submitted_return(parts)
        parts.commit(parts.cycles.saved(builders.cycle(sharing=sharing)))
        _, content = exported(parts, "answers")
        assert (b"Our text about" in content) is there
        found = json.loads(content)
        valid("table-1.json", found)
        assert all(("narrative" in row["left_out"]) is not there for row in found["rows"])


def test_what_has_not_been_submitted_is_not_exported():
    parts = FakeParts()
    made = submitted_return(parts)
    parts.commit(parts.returns.changed(made, {"status": "in_progress"}, while_in=list(type(made.status))))
    assert b"Our text about" not in exported(parts, "answers")[1]
    assert json.loads(exported(parts, "actions")[1])["rows"] == []


def test_mail_and_calls_stand_in_the_log():
    parts = FakeParts()
    made = submitted_return(parts)
    call = Call(
        id="call1",
        partnership_id="saltmarsh",
        organisation_id=made.organisation_id,
        at=parts.now(),
        staff="s1",
        outcome=next(iter(Outcome)),
        note="Rings back on Friday",
        ref=made.ref,
    )
    parts.commit(parts.calls.noted(call, None))
    found = json.loads(exported(parts, "log")[1])
    valid("table-1.json", found)
    kinds = {row["kind"] for row in found["rows"]}
    assert {"Mail", "Call"} <= kinds
    assert [row["note"] for row in found["rows"] if row["kind"] == "Call"] == ["Rings back on Friday"]


def test_another_partnerships_cycle_organisation_and_export_are_not_found():
    parts = FakeParts()
    submitted_return(parts)
    parts.commit(parts.cycles.saved(builders.cycle(id="theirs", partnership_id="elsewhere")))
    with pytest.raises(NotFound):
        ask_for_export(parts, "saltmarsh", "returns", "csv", actor="s1", cycle_id="theirs")
    with pytest.raises(NotFound):
        ask_for_export(parts, "elsewhere", "holdings", "zip", actor="s9", filters={"organisation": "org001"})
    done, _ = exported(parts, "returns", "csv")
    with pytest.raises(NotFound):
        download_export(parts, "elsewhere", done.id, "s9")
    assert "name=returns-2027" in download_export(parts, "saltmarsh", done.id, "s1")


@pytest.mark.parametrize(("what", "format_"), [("returns", "zip"), ("holdings", "csv"), ("x", "csv")])
def test_what_there_is_not_cannot_be_asked_for(what, format_):
    with pytest.raises(NotFound):
        ask_for_export(FakeParts(), "saltmarsh", what, format_, actor="s1")


def test_not_too_many_at_once_and_a_week_at_most():
    parts = FakeParts()
    submitted_return(parts)
    done, _ = exported(parts, "returns", "csv")
    for _ in range(AT_ONCE):
        ask_for_export(parts, "saltmarsh", "contacts", "csv", actor="s1")
    with pytest.raises(Refused):
        ask_for_export(parts, "saltmarsh", "contacts", "csv", actor="s1")
    parts.clock.move(days=8)
    with pytest.raises(NotFound):
        download_export(parts, "saltmarsh", done.id, "s1")


def test_two_workers_on_one_export_do_not_mix_their_rows():
    parts = many(150)
    made = ask_for_export(parts, "saltmarsh", "returns", "csv", actor="s1", cycle_id="cycle2027")
    before = parts.exports.get("saltmarsh", made.id)
    work(parts)
    with pytest.raises(Conflict):
        parts.commit(parts.exports.moved(before, replace(before, rows=7)))


def test_what_we_hold_is_all_of_ours_and_nothing_of_others():
    parts = FakeParts()
    made = submitted_return(parts)
    ours = builders.organisation(1)
    parts.commit(parts.organisations.organisation_saved("saltmarsh", ours))
    parts.commit(parts.organisations.contact_saved("saltmarsh", builders.contact(1)))
    parts.commit(parts.organisations.contact_saved("elsewhere", builders.contact(1, name="Theirs alone")))
    parts.commit(parts.organisations.contact_saved("saltmarsh", builders.contact(2, name="Another school")))
    for whose in ("saltmarsh", "elsewhere"):
        call = Call(
            id="c1",
            partnership_id=whose,
            organisation_id=ours.id,
            at=parts.now(),
            staff="s1",
            outcome=next(iter(Outcome)),
            note=f"Said to {whose}",
        )
        parts.commit(parts.calls.noted(call, None))
    both = (Audience(partnership_id="elsewhere", cycle_id="theirs"),)
    parts.commit(parts.cycles.saved(builders.cycle(id="theirs", partnership_id="elsewhere")))
    parts.commit(parts.returns.created(builders.return_(1, ref="THEIRS", audiences=both), total=3))
    asked = ask_for_export(
        parts, "saltmarsh", "holdings", "zip", actor="s1", filters={"organisation": ours.id}
    )
    work(parts)
    archive = zipfile.ZipFile(io.BytesIO(parts.files.get(parts.exports.get("saltmarsh", asked.id).key)))
    found = json.loads(archive.read("holdings.json"))
    valid("holdings-1.json", found)
    text = archive.read("holdings.json").decode()
    assert "Said to saltmarsh" in text
    assert "Our text about" in text
    assert {record["record"] for record in found["records"]} >= {"org", "contact", "call"}
    for strange in ("Said to elsewhere", "Theirs alone", "Another school", "THEIRS", "token", "_hash"):
        assert strange not in text, strange
    names = archive.namelist()
    assert {"read-me.txt", "contacts.xlsx", f"return-{made.ref}.docx"} <= set(names)
    assert archive.testzip() is None
