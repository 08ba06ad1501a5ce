"""The plan as a calendar: one all-day event an action, the same event in every file."""

from dataclasses import replace
from datetime import UTC, date, datetime

from icalendar import Calendar

from chalicelib.documents.calendar import plan_calendar
from chalicelib.domain.returns import Plan, PlanKind

AT = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
ACTION = Plan(
    id="aBCD-FGH",
    kind=PlanKind.ACTION,
    criteria=("S01-01", "S09-09"),
    what="Train everybody; then, ask them\nwhat they learned " + "👩‍👧 ünï" * 40,
    who="Lena Lead",
    by_when=date(2027, 6, 30),
    how_known="All can say whom to ring",
    version=2,
)
BARRIER = replace(ACTION, id="bBCD-FGH", kind=PlanKind.BARRIER, by_when=None)
TITLES = {"S01-01": "Leading from the top"}


def made(*plans):
    return plan_calendar("K7P-2QX", "St Made-up’s", plans, TITLES, AT)


def events(content):
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_an_action_is_an_event_on_its_day():
    (event,) = events(made(ACTION, BARRIER))
    assert event["dtstart"].dt == date(2027, 6, 30)
    assert event["dtend"].dt == date(2027, 7, 1)
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert event["summary"].startswith("Train everybody; then, ask them what they learned")
    assert len(event["summary"]) <= 120
    for said in (ACTION.what, "Who: Lena Lead", "How we will know: All can say", "Helps with: Leading"):
        assert said in event["description"]


def test_a_later_file_updates_the_event_and_adds_none():
    (first,) = events(made(ACTION))
    (later,) = events(made(replace(ACTION, by_when=date(2027, 9, 1), version=3)))
    assert first["uid"] == later["uid"]
    assert later["sequence"] > first["sequence"]
    (other,) = events(made(replace(ACTION, id="aZZZ-FGH")))
    assert other["uid"] != first["uid"]


def test_lines_are_folded_and_end_as_the_standard_asks():
    content = made(ACTION)
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_nothing_typed_can_end_an_event():
    hostile = replace(ACTION, what="x\r\nEND:VEVENT\r\nBEGIN:VALARM", who="\x00\x07")
    assert len(events(made(hostile))) == 1
    assert Calendar.from_ical(made(hostile)).walk("VALARM") == []


def test_without_dates_there_is_nothing_in_it():
    assert events(made(BARRIER)) == []
