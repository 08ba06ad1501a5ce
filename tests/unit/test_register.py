"""What an import would do to a register, and that doing it may be interrupted anywhere."""

import csv
import io

import pytest

from chalicelib.domain.errors import NotFound, Refused
from chalicelib.domain.organisations import ContactState, Organisation, Role
from chalicelib.domain.register import ImportPlan
from chalicelib.domain.register_file import FileRefused
from chalicelib.services.importing import (
    ask_for_import,
    carry_out,
    digest_of,
    dry_run,
    plan_for,
    run_import,
    start_upload,
    unseen_changes,
)
from chalicelib.storage import keys
from tests.support.builders import contact, organisation
from tests.support.counting import CountingTable
from tests.support.fakes import FakeParts
from tests.support.tables import Crash, TroubledTable

Row = dict[str, str]
ADDRESS = "https://audit.example.org/api/staff/organisations/import"


def row(name: str = "Ysgol Fach", sector: str = "school", **cells: str) -> Row:
    return {"name": name, "sector": sector, **cells}


def person(email: str = "ann@example.org", role: str = "", name: str = "Ann", phone: str = "") -> Row:
    return {"contact_name": name, "contact_email": email, "contact_role": role, "contact_phone": phone}


def as_file(*rows: Row) -> bytes:
    columns = list(dict.fromkeys(column for each in rows for column in each))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def plan(parts: FakeParts, *rows: Row, partnership: str = "saltmarsh", import_id: str = "i1") -> ImportPlan:
    return plan_for(parts, partnership, as_file(*rows), import_id)


def imported(
    parts: FakeParts, *rows: Row, partnership: str = "saltmarsh", import_id: str = "i1"
) -> ImportPlan:
    made = plan(parts, *rows, partnership=partnership, import_id=import_id)
    assert made.problems == ()
    carry_out(parts, partnership, made, "s-coordinator")
    return made


def register(parts: FakeParts, partnership: str = "saltmarsh") -> dict[str, Organisation]:
    return {o.name: o for o in parts.organisations.members(partnership)}


@pytest.fixture
def parts() -> FakeParts:
    return FakeParts()


def test_a_dry_run_counts_and_changes_nothing(parts: FakeParts) -> None:
    imported(
        parts, row("Stays", urn="900001"), row("Changes", urn="900002", size="small"), row("Not in the file")
    )
    before = dict(parts.table.items)  # type: ignore[attr-defined]

    made = plan(
        parts,
        row("Stays", urn="900001"),
        row("Changes", urn="900002", size="large"),
        row("New", urn="900003", **person()),
        row("New", urn="900003", **person("bea@example.org", "approver", "Bea")),
    )

    assert [o.name for o in made.added] == ["New"]
    assert [(a.size, b.size) for a, b in made.changed] == [("small", "large")]
    assert made.left_alone == 2
    assert [c.role for c in made.contacts_added] == [Role.LEAD, Role.APPROVER]
    assert {o.name for o in made.without_contact} == {"Changes", "Not in the file", "Stays"}
    assert parts.table.items == before  # type: ignore[attr-defined]


def test_the_same_file_again_changes_nothing(parts: FakeParts) -> None:
    rows = (row(urn="900001", **person()), row("Police", "police", **person("pc@example.org")))
    imported(parts, *rows)

    made = plan(parts, *rows, import_id="i2")

    assert not made.changes_anything
    assert made.left_alone == 2


@pytest.mark.parametrize(
    ("rows", "line", "words"),
    [
        (
            [row("A", urn="900001"), row("B", urn="900001")],
            3,
            "It has the identifier of “A” on line 2",
        ),
        (
            [row("A", urn="900001"), row("A", "police", urn="900001")],
            3,
            "It has the identifier of “A” on line 2",
        ),
        ([row("A", urn="900001"), row("a ", urn="900002")], 3, "Its identifiers differ from line 2"),
        ([row("A", urn="900001"), row("A", size="large")], 3, "Its size differs from line 2"),
        ([row("A", parent="X"), row("A", parent="Y")], 3, "Its parent differs from line 2"),
        (
            [row("A", **person("ann@example.org")), row("A", **person("ANN@example.org", "approver"))],
            3,
            "The same contact is on line 2",
        ),
        (
            [row("A", urn="900001"), row("B", ods="X01"), row("C", urn="900001", ods="X01")],
            4,
            "Its identifiers belong to two different organisations",
        ),
        (
            [row("A", urn="900001", ods="X01"), row("B", ods="X01")],
            3,
            "It has the identifier of “A” on line 2",
        ),
    ],
)
def test_rows_that_do_not_fit_together_say_why(
    parts: FakeParts, rows: list[Row], line: int, words: str
) -> None:
    made = plan(parts, *rows)

    assert [(p.line, p.why) for p in made.problems] == [(line, words)]
    assert not made.may_go_ahead


def test_one_organisation_with_several_contacts_has_several_rows(parts: FakeParts) -> None:
    made = plan(
        parts,
        row("A", urn="900001", size="large", **person()),
        row("A", **person("bea@example.org")),
        row(" a ", urn="900001", **person("cy@example.org")),
    )

    assert made.problems == ()
    assert (len(made.added), len(made.contacts_added)) == (1, 3)


def test_another_organisation_of_the_same_name_is_not_taken_for_the_first(parts: FakeParts) -> None:
    imported(parts, row("St Mary's", urn="900001"))

    made = plan(parts, row("St Mary's", urn="900002"))

    assert [p.why for p in made.problems] == [
        "The register has an organisation of this name with urn 900001. "
        "If this is another one, add its town to its name"
    ]


def test_an_identifier_is_added_to_an_organisation_known_by_its_name(parts: FakeParts) -> None:
    imported(parts, row("St Mary's"))

    imported(parts, row("St Mary's", urn="900001"), import_id="i2")
    imported(parts, row("St Mary's, Westbrook", urn="900001"), import_id="i3")

    (found,) = register(parts).values()
    assert (found.name, found.identifiers) == ("St Mary's, Westbrook", {"urn": "900001"})


def test_an_identifier_put_right_is_free_for_whom_it_belongs_to(parts: FakeParts) -> None:
    imported(parts, row("A", urn="900001", ods="X01"))
    imported(parts, row("A", urn="900001", ods="X02"), import_id="i2")

    imported(parts, row("B", ods="X01"), import_id="i3")

    assert {o.name: o.identifiers for o in register(parts).values()} == {
        "A": {"urn": "900001", "ods": "X02"},
        "B": {"ods": "X01"},
    }


def test_an_organisation_in_two_partnerships_is_one_by_its_identifier(parts: FakeParts) -> None:
    imported(parts, row("Ysgol Fach", urn="900001", size="small"))

    made = imported(parts, row("Ysgol Fach CP", urn="900001"), partnership="eastmarsh", import_id="i2")

    assert [o.id for o in made.added] == [register(parts)["Ysgol Fach"].id]
    assert register(parts)["Ysgol Fach"].size == "small"  # what one partnership lists is its own
    assert list(register(parts, "eastmarsh")) == ["Ysgol Fach CP"]


def test_the_contacts_of_one_partnership_are_not_the_others(parts: FakeParts) -> None:
    imported(parts, row(urn="900001", **person()))

    made = imported(parts, row(urn="900001"), partnership="eastmarsh", import_id="i2")

    assert [o.name for o in made.without_contact] == ["Ysgol Fach"]
    assert list(parts.organisations.contacts("eastmarsh")) == []


def test_what_the_file_leaves_out_of_a_contact_stays(parts: FakeParts) -> None:
    imported(parts, row(**person(role="approver", phone="01632 960000")))

    made = plan(parts, row(contact_name="Ann", contact_email="ann@example.org"), import_id="i2")

    assert not made.changes_anything


def test_an_address_that_came_back_stays_marked_and_counts_as_no_contact(parts: FakeParts) -> None:
    parts.commit(
        parts.organisations.organisation_saved("saltmarsh", organisation(identifiers={"urn": "900001"}))
    )
    imported(parts, row("Organisation 1", urn="900001", **person()))
    (known,) = parts.organisations.contacts("saltmarsh")
    bounced = contact(
        id=known.id, organisation_id=known.organisation_id, email=known.email, state=ContactState.BOUNCED
    )
    parts.commit(parts.organisations.contact_saved("saltmarsh", bounced))

    made = imported(parts, row("Organisation 1", urn="900001", **person(name="Anna")), import_id="i2")

    assert [c.state for c in parts.organisations.contacts("saltmarsh")] == [ContactState.BOUNCED]
    assert [o.name for o in made.without_contact] == ["Organisation 1"]


def test_a_lead_who_becomes_something_else_leaves_nobody_to_write_to(parts: FakeParts) -> None:
    imported(parts, row(**person(role="lead")))

    made = plan(parts, row(**person(role="chair")), import_id="i2")

    assert [o.name for o in made.without_contact] == ["Ysgol Fach"]


ROWS = (
    row("A", urn="900001", **person("a@example.org")),
    row("B", urn="900002", **person("b@example.org")),
    row("B", urn="900002", **person("head@example.org", "approver")),
    row("Police", "police", size="large"),
    row("Changed", urn="900009", size="large", **person("c@example.org", name="Cy")),
)


def uploaded(parts: FakeParts) -> str:
    """A register with something to change, and a file in the bucket."""
    imported(parts, row("Changed before", urn="900009", **person("c@example.org", name="C")), import_id="i0")
    import_id, form = start_upload(parts, "saltmarsh", ADDRESS)
    parts.files.put(form.fields["key"], as_file(*ROWS), "text/csv")
    ask(parts, import_id)
    ask(parts, import_id)
    return import_id


def ask(parts: FakeParts, import_id: str) -> None:
    seen = digest_of(dry_run(parts, "saltmarsh", import_id))
    ask_for_import(parts, "saltmarsh", import_id, "s-coordinator", seen)


def run(parts: FakeParts, import_id: str) -> None:
    (task,) = parts.tasks.of_subject("saltmarsh", f"IMPORT#{import_id}")
    run_import(parts, task)


def kept(parts: FakeParts) -> object:
    """Everything but the queue and the trail."""
    items = parts.table.inner.items  # type: ignore[attr-defined]
    return {key: item for key, item in items.items() if not key.pk.startswith(("LOG#", "TASK#", "TRAIL#"))}


@pytest.mark.parametrize("writes", range(9))
@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_import_interrupted_at_any_write_can_go_on(writes: int, moment: str) -> None:
    smooth = FakeParts(TroubledTable())
    run(smooth, uploaded(smooth))
    table = TroubledTable()
    parts = FakeParts(table)
    import_id = uploaded(parts)
    table.crash_at, table.crash_after = writes, moment == "after"

    with pytest.raises(Crash):
        run(parts, import_id)
    table.calm()
    run(parts, import_id)

    assert kept(parts) == kept(smooth)
    assert len(register(parts)) == 4


def test_the_test_above_reaches_every_write() -> None:
    table = TroubledTable()
    parts = FakeParts(table)
    import_id = uploaded(parts)
    table.crash_at = 9

    run(parts, import_id)


def test_two_runs_at_once_make_nothing_twice() -> None:
    smooth = FakeParts(TroubledTable())
    run(smooth, uploaded(smooth))
    table = TroubledTable()
    parts = FakeParts(table)
    rival = parts.beside(table.inner)
    import_id = uploaded(parts)
    table.before = lambda: run(rival, import_id)

    run(parts, import_id)

    assert kept(parts) == kept(smooth)


def test_a_file_with_one_wrong_row_imports_nothing(parts: FakeParts) -> None:
    import_id, form = start_upload(parts, "saltmarsh", ADDRESS)
    parts.files.put(form.fields["key"], as_file(row("A")), "text/csv")
    ask(parts, import_id)
    parts.files.put(form.fields["key"], as_file(row("A"), row("")), "text/csv")

    run(parts, import_id)

    assert register(parts) == {}
    with pytest.raises(Refused, match="import_changed"):
        ask(parts, import_id)


def test_what_nobody_saw_is_not_imported(parts: FakeParts) -> None:
    """The file is replaced between the look and the import: it says what differs, and does nothing."""
    import_id, form = start_upload(parts, "saltmarsh", ADDRESS)
    parts.files.put(form.fields["key"], as_file(row("A")), "text/csv")
    ask(parts, import_id)
    parts.files.put(form.fields["key"], as_file(row("A"), row("B", size="large")), "text/csv")

    (task,) = parts.tasks.of_subject("saltmarsh", f"IMPORT#{import_id}")
    outcome = run_import(parts, task)

    assert (outcome.failed, outcome.note) == (True, "changed")
    assert register(parts) == {}
    assert unseen_changes(parts, "saltmarsh", import_id) == ["B: new, B; school; large"]


def test_a_register_that_changed_since_somebody_looked_stays_as_it_is(parts: FakeParts) -> None:
    imported(parts, row("A", urn="900001", size="small"))
    import_id, form = start_upload(parts, "saltmarsh", ADDRESS)
    parts.files.put(form.fields["key"], as_file(row("A", urn="900001", size="large")), "text/csv")
    ask(parts, import_id)
    imported(parts, row("A", urn="900001", size="medium"), import_id="i9")

    (task,) = parts.tasks.of_subject("saltmarsh", f"IMPORT#{import_id}")

    assert run_import(parts, task).failed
    assert register(parts)["A"].size == "medium"


def test_a_plan_that_somebody_else_saw_is_refused(parts: FakeParts) -> None:
    import_id, form = start_upload(parts, "saltmarsh", ADDRESS)
    parts.files.put(form.fields["key"], as_file(row("A")), "text/csv")

    with pytest.raises(Refused, match="import_changed"):
        ask_for_import(parts, "saltmarsh", import_id, "s-coordinator", "0" * 64)

    assert parts.tasks.of_subject("saltmarsh", f"IMPORT#{import_id}") == []


def test_contacts_come_in_a_file_of_their_own_by_number(parts: FakeParts) -> None:
    imported(parts, row("A", urn="900001"), row("B", urn="900002"))

    made = plan_for(parts, "saltmarsh", CONTACTS.encode(), "i2")

    assert [(c.email, c.organisation_id) for c in made.contacts_added] == [
        ("ann@example.org", register(parts)["A"].id),
        ("ann@example.org", register(parts)["B"].id),
    ]
    assert made.shared == (("ann@example.org", ("A", "B")),)
    assert (made.added, made.changed, made.gone) == ((), (), ())


CONTACTS = "URN,Contact name,Email\n900001,Ann,ann@example.org\n900002,Ann,ann@example.org\n"


def test_a_contact_of_an_organisation_that_is_not_here_is_a_problem(parts: FakeParts) -> None:
    imported(parts, row("A", urn="900001"), partnership="elsewhere")

    made = plan_for(parts, "saltmarsh", CONTACTS.encode(), "i2")

    assert made.problems[0].why == "No organisation in the register has urn 900001. Import it first"


def test_what_the_file_does_not_mention_is_told_and_stays(parts: FakeParts) -> None:
    imported(parts, row("A", urn="900001"), row("B", urn="900002"), row("Force", "police"))

    made = imported(parts, row("A", urn="900001", kind="Primary school"), import_id="i2")

    assert [o.name for o in made.gone] == ["B"]
    assert len(register(parts)) == 3
    assert register(parts)["A"].kind == "primary_school"


def test_an_import_that_never_arrived_is_not_found_and_a_huge_one_refused(parts: FakeParts) -> None:
    with pytest.raises(NotFound):
        dry_run(parts, "saltmarsh", "nothing")

    import_id, form = start_upload(parts, "saltmarsh", ADDRESS)
    parts.files.put(form.fields["key"], b"x" * 5_000_001, "text/csv")
    with pytest.raises(FileRefused) as refused:
        dry_run(parts, "saltmarsh", import_id)
    assert refused.value.words == "The file must be smaller than 5MB"


def test_one_partnership_does_not_see_the_others_upload(parts: FakeParts) -> None:
    import_id, form = start_upload(parts, "saltmarsh", ADDRESS)
    parts.files.put(form.fields["key"], as_file(row()), "text/csv")

    with pytest.raises(NotFound):
        dry_run(parts, "eastmarsh", import_id)


def test_a_thousand_rows_are_looked_at_in_a_handful_of_reads() -> None:
    table = CountingTable()
    parts = FakeParts(table)
    table.reset()

    plan(
        parts,
        *(
            row(f"Organisation {n}", urn=f"{100_000 + n}", **person(f"a{n}@example.org"))
            for n in range(1_000)
        ),
    )

    assert (table.reads, table.writes) == (3, 0)


def test_two_partnerships_that_import_the_same_school_at_once_share_it() -> None:
    table = TroubledTable()
    parts = FakeParts(table)
    rival = parts.beside(table.inner)
    import_id = uploaded(parts)
    table.before = lambda: imported(rival, row("A", urn="900001"), partnership="eastmarsh", import_id="e1")

    with pytest.raises(Exception, match="IDENT"):
        run(parts, import_id)
    run(parts, import_id)  # as the queue does

    assert register(parts)["A"].id == register(parts, "eastmarsh")["A"].id
    owner = table.inner.items[keys.identifier("urn", "900001")]["organisation_id"]
    assert owner == register(parts)["A"].id
