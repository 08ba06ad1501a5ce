"""Retention: what has ended goes, whole, at its time, whatever crashes; what is held stays."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.domain.calls import Call, Outcome
from chalicelib.domain.credentials import Credential, CredentialKind
from chalicelib.domain.cycles import CycleStatus
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.evidence import Evidence, EvidenceFile, EvidenceKind
from chalicelib.domain.organisations import ContactState
from chalicelib.domain.retention import PERIODS, Record, Retention, after
from chalicelib.domain.reviews import CriterionReview
from chalicelib.domain.trail import Event
from chalicelib.services.register_trail import told
from chalicelib.services.removing import remove_what_has_ended
from chalicelib.services.retention import change_periods, hold, release, soon, what_goes
from tests.support import builders
from tests.support.answered import submitted_return
from tests.support.fakes import FakeParts
from tests.support.tables import Crash, TroubledTable

ORG = "org001"
# Everything by which anybody could know the organisation again, or its people, or what they wrote.
TRACES = ("org001", "Organisation 1", "900001", "Lena Lead", "Harriet Head", "contact1@", "lead@school")
WORDS = (
    "Our text about",
    "Write the missing page",
    "Minutes of the board",
    "Rings back on Friday",
    "It is not so",
)


def world(table=None):
    """One organisation with something of every kind behind it, and another beside it."""
    parts = FakeParts(table)
    made = submitted_return(parts)
    now, whose = parts.now(), "saltmarsh"
    parts.commit(parts.organisations.organisation_saved(whose, builders.organisation(1)))
    parts.commit(parts.organisations.organisation_saved(whose, builders.organisation(2)))
    for number in (1, 2):
        parts.commit(parts.organisations.contact_saved(whose, builders.contact(number)))
    for number in (1, 2):
        organisation = f"org{number:03}"
        parts.files.put(
            f"evidence/{organisation}/e1",
            b"Minutes of the board" if number == 1 else b"A poster",
            "text/plain",
        )
        item = Evidence(
            id="e1",
            organisation_id=organisation,
            partnership_id=whose,
            kind=EvidenceKind.FILE,
            title="Minutes of the board" if number == 1 else "A poster",
            file=EvidenceFile(
                key=f"evidence/{organisation}/e1",
                name="a.txt",
                content_type="text/plain",
                size=3,
                sha256="a",
                version_id="v1",
            ),
            added_by="Lena Lead" if number == 1 else "Otto Other",
            cycle_id="cycle2027",
        )
        parts.commit(parts.evidence.saved(item))
    call = Call(
        id="call1",
        partnership_id=whose,
        organisation_id=ORG,
        at=now,
        staff="s1",
        outcome=next(iter(Outcome)),
        note="Rings back on Friday",
        ref=made.ref,
    )
    parts.commit(parts.calls.noted(call, None))
    said = CriterionReview(criterion="S01-01", reviewer="s1", rating=1, own=2, note="It is not so", version=1)
    parts.commit(parts.reviews.criterion_saved(whose, made.ref, said))
    for subject, details in ((f"RETURN#{made.ref}", {}), (f"PARTNERSHIP#{whose}", {"organisation": ORG})):
        event = Event(subject=subject, at=now, actor="s1", what="x.y", details=details, partnership=whose)
        parts.commit(parts.trail.recorded(event))
    parts.commit(*told(parts, whose, ORG, "s1", "organisation.changed", {"name": "Old → Organisation 1"}))
    parts.files.put("samples/cycle2027/1.csv", b"Organisation 1", "text/csv")
    parts.files.put(f"copies/{made.ref}/x.pdf", b"Organisation 1", "application/pdf")
    parts.files.put(f"working/{made.ref}/draft.docx", b"Organisation 1", "x")
    parts.files.put("reports/cycle2027/figures.json", b"{}", "application/json")
    parts.commit(parts.cycles.saved(builders.cycle(status=CycleStatus.CLOSED)))
    return parts, made


def retired(parts):
    found = parts.organisations.organisation("saltmarsh", ORG)
    parts.commit(
        parts.organisations.listing_saved("saltmarsh", replace(found, retired_at=parts.now())),
    )


def left(parts, *words):
    """Where any of these words still stand: in a key, an item or an object."""
    table = getattr(parts.table, "inner", parts.table)
    items = [f"{key} {item}" for key, item in table.items.items()]
    objects = [f"{key} {content!r}" for key, (content, _) in parts.files.objects.items()]
    return [text[:200] for text in (*items, *objects) if any(word in text for word in words)]


def years(parts, number):
    parts.clock.move(days=round(365.25 * number))


def test_nothing_of_an_organisation_is_left_in_table_or_bucket():
    parts, made = world()
    assert left(parts, *TRACES)
    retired(parts)
    years(parts, 7)
    assert remove_what_has_ended(parts) == {"returns": 1, "organisations": 1}
    remove_what_has_ended(parts)
    assert left(parts, made.ref, *TRACES, "Our text about", "Write the missing page", "It is not so") == []
    assert left(parts, "Rings back on Friday") == []
    assert parts.organisations.organisation("saltmarsh", "org002")  # the other is whole
    assert parts.files.head("evidence/org002/e1")
    assert parts.files.head("reports/cycle2027/figures.json")
    assert parts.cycles.get("cycle2027")


def test_before_its_day_nothing_goes():
    parts, made = world()
    retired(parts)
    day = after(date(2027, 4, 2), 72)
    parts.clock.now = parts.clock.now.replace(year=day.year, month=day.month, day=day.day) - timedelta(days=1)
    before = dict(parts.table.items)
    assert remove_what_has_ended(parts) == {}
    assert parts.returns.get(made.ref)
    assert {k for k in before if k.pk.startswith("RETURN#")} <= set(parts.table.items)
    parts.clock.move(days=1)
    assert remove_what_has_ended(parts)["returns"] == 1


@pytest.mark.parametrize("after_write", [False, True], ids=["before the write", "after it"])
def test_a_crash_between_any_two_writes_leaves_nothing_behind(after_write):
    for at in range(60):
        table = TroubledTable()
        parts, made = world(table)
        retired(parts)
        years(parts, 7)
        table.crash_at, table.crash_after = at, after_write
        try:
            remove_what_has_ended(parts)
        except Crash:
            table.calm()
            remove_what_has_ended(parts)
            remove_what_has_ended(parts)
            assert left(parts, made.ref, *TRACES, *WORDS[:2], *WORDS[3:]) == [], at
        else:
            assert at > 10
            return
    pytest.fail("there are more writes than this test has tried")


def test_it_stops_when_its_time_is_up_and_goes_on_the_next_night():
    parts, _ = world()
    for number in range(3, 8):
        made = builders.return_(number, ref=f"R{number}")
        parts.commit(parts.returns.created(made, total=3))
    years(parts, 7)
    looks = iter([True, True, False])
    assert remove_what_has_ended(parts, lambda: next(looks, False)) == {"returns": 2}
    assert remove_what_has_ended(parts)["returns"] == 4
    assert list(parts.returns.headers("cycle2027")) == []


def test_what_is_held_stays_until_it_is_released():
    parts, made = world()
    years(parts, 7)
    hold(parts, "saltmarsh", "organisation", ORG, "A review asks for it", "s1")
    assert remove_what_has_ended(parts) == {}
    assert parts.returns.get(made.ref)
    assert left(parts, "Rings back on Friday")
    assert parts.files.head("samples/cycle2027/1.csv")
    release(parts, "saltmarsh", "organisation", ORG, "s1")
    hold(parts, "saltmarsh", "cycle", "cycle2027", "A claim", "s1")
    assert remove_what_has_ended(parts) == {}
    (going,) = [g for g in soon(parts, "saltmarsh") if g.record is Record.RETURNS]
    assert going.held.reason == "A claim"
    release(parts, "saltmarsh", "cycle", "cycle2027", "s1")
    assert remove_what_has_ended(parts)["returns"] == 1


@pytest.mark.parametrize("reason", ["", " ", "r" * 10_000])
def test_a_hold_says_why(reason):
    parts, _ = world()
    with pytest.raises(Invalid):
        hold(parts, "saltmarsh", "organisation", ORG, reason, "s1")


def test_another_partnership_holds_releases_and_loses_nothing_of_ours():
    parts, made = world()
    for what, id_ in (("organisation", ORG), ("cycle", "cycle2027"), ("x", "y")):
        with pytest.raises(NotFound):
            hold(parts, "elsewhere", what, id_, "Why not", "s9")
        with pytest.raises(NotFound):
            release(parts, "elsewhere", what, id_, "s9")
    # An organisation that belongs to both: ours goes from our register alone.
    parts.commit(parts.organisations.partnership_saved(builders.partnership(id="elsewhere")))
    parts.commit(parts.organisations.organisation_saved("elsewhere", builders.organisation(1)))
    theirs = builders.cycle(id="theirs", partnership_id="elsewhere")
    parts.commit(parts.cycles.saved(theirs))
    audience = replace(made.audience, partnership_id="elsewhere", cycle_id="theirs")
    parts.commit(parts.returns.created(builders.return_(1, ref="THEIRS", audiences=(audience,)), total=3))
    retired(parts)
    years(parts, 7)
    remove_what_has_ended(parts)
    assert parts.organisations.organisation("saltmarsh", ORG) is None
    assert parts.organisations.organisation("elsewhere", ORG)
    assert parts.returns.get("THEIRS")
    assert parts.organisations.owners_of([("urn", "900001")]) == {("urn", "900001"): ORG}


def test_evidence_that_another_return_uses_stays_with_that():
    parts, made = world()
    later = builders.cycle(id="cycle2029", closes_on=date(2033, 4, 2), status=CycleStatus.OPEN)
    parts.commit(parts.cycles.saved(later))
    audience = replace(made.audience, cycle_id="cycle2029")
    parts.commit(parts.returns.created(builders.return_(1, ref="LATER", audiences=(audience,)), total=3))
    parts.commit(parts.returns.evidence_used("LATER", "S01-01", add="e1"))
    years(parts, 7)
    assert remove_what_has_ended(parts)["returns"] == 1
    assert parts.files.head("evidence/org001/e1")
    assert [e.id for e in parts.evidence.of_organisation(ORG)] == ["e1"]


def test_old_calls_contacts_who_left_sessions_and_the_trail_go_by_themselves():
    parts, _ = world()
    gone = builders.contact(2, state=ContactState.LEFT, since=parts.now())
    parts.commit(parts.organisations.contact_saved("saltmarsh", gone))
    session = Credential(
        token_hash="h" * 64,
        kind=CredentialKind.STAFF_SESSION,
        subject="saltmarsh",
        person="s1",
        created_at=parts.now(),
        expires_at=parts.now() + timedelta(hours=9),
    )
    parts.commit(parts.credentials.issued(session))
    years(parts, 1.1)
    assert remove_what_has_ended(parts) == {"contacts": 1}
    assert left(parts, "contact2@", "h" * 64) == []
    assert left(parts, "Rings back on Friday")
    years(parts, 1.1)
    remove_what_has_ended(parts)
    assert left(parts, "Rings back on Friday") == []
    years(parts, 5.2)
    hold(parts, "saltmarsh", "organisation", ORG, "Stays", "s1")
    remove_what_has_ended(parts)
    assert list(parts.trail.of_month("saltmarsh", "2027-01")) == []
    assert [e.what for e in parts.trail.of_month("saltmarsh", f"{parts.now():%Y-%m}")] == ["retention.held"]


def test_shorter_periods_take_nothing_for_thirty_days():
    parts, made = world()
    years(parts, 3)
    short = {record.value: str(PERIODS[record].least) for record in Record}
    change_periods(parts, "saltmarsh", short, "s1")
    assert remove_what_has_ended(parts) == {}
    assert [g.record for g in soon(parts, "saltmarsh")] == [Record.RETURNS]
    parts.clock.move(days=31)
    assert remove_what_has_ended(parts)["returns"] == 1
    assert parts.returns.get(made.ref) is None


@pytest.mark.parametrize("typed", ["", "0", "-1", "181", "x", "9" * 10_000, "１２"])
def test_a_period_that_cannot_be_is_told(typed):
    parts, _ = world()
    values = {record.value: str(PERIODS[record].months) for record in Record}
    with pytest.raises(Invalid):
        change_periods(parts, "saltmarsh", {**values, "returns": typed}, "s1")


def test_days_of_short_months():
    assert after(date(2028, 2, 29), 12) == date(2029, 2, 28)
    assert after(date(2027, 8, 31), 6) == date(2028, 2, 29)
    assert after(date(2027, 12, 31), 12) == date(2028, 12, 31)
    assert after(date(2027, 3, 31), -13) == date(2026, 2, 28)
    assert Retention().of(Record.RETURNS) == 72


def test_an_open_cycle_never_goes():
    parts, made = world()
    parts.commit(parts.cycles.saved(builders.cycle(status=CycleStatus.OPEN)))
    years(parts, 20)
    assert all(g.record is not Record.RETURNS for g in what_goes(parts, "saltmarsh", date(2060, 1, 1)))
    assert json.loads(parts.files.get(parts.returns.submissions(made.ref)[0].key))
