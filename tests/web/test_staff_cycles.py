"""Setting up a cycle, watching it, and what comes out of it."""

from dataclasses import replace

import pytest

from chalicelib import bootstrap
from chalicelib.domain.cycles import CycleStatus, Sharing
from chalicelib.domain.organisations import StaffRole
from chalicelib.domain.tasks import Queue, TaskState
from chalicelib.services.links import ask_for_new_link
from tests.support import builders
from tests.support.counting import CountingTable
from tests.support.fakes import FakeParts
from tests.support.html import elements, text_of
from tests.support.staffing import SECTORS, number_in, ref_of, signed_in, stored_cycle

TYPED = {
    "name": "Round of 2028",
    "framework": builders.FRAMEWORK,
    "sectors": ["school", "police"],
    "opens_on-day": "10",
    "opens_on-month": "1",
    "opens_on-year": "2028",
    "due_on-day": "20",
    "due_on-month": "3",
    "due_on-year": "2028",
    "closes_on-day": "3",
    "closes_on-month": "4",
    "closes_on-year": "2028",
}


@pytest.fixture
def cycle(parts, browser):
    signed_in(parts, browser)
    return stored_cycle(parts, 36)


def figures(page):
    """Sector → the cells after it."""
    rows = [[text_of(c) for c in row] for row in elements(page.root, "tr")]
    return {row[0]: [cell.partition(":")[0] for cell in row[1:]] for row in rows[1:]}


def new_cycles(parts):
    return [c for c in parts.cycles.of_partnership("saltmarsh") if c.id != "cycle2027"]


# Watching


def test_progress_counts_each_return_once(browser, cycle):
    page = browser.get("/staff/cycles/cycle2027")
    rows = figures(page)
    assert rows["Every sector"][:7] == ["36", "6", "6", "6", "6", "12", "16%"]
    assert [sum(int(rows[name][n]) for name in list(rows)[:-1]) for n in range(6)] == [36, 6, 6, 6, 6, 12]
    assert "67 days left" in page.text


def test_each_figure_leads_to_its_organisations(browser, cycle):
    page = browser.get("/staff/cycles/cycle2027")
    for words, path in page.links.items():
        if "/returns?" in path:
            listed = elements(browser.get(path).root, "tr")[1:]
            before, _, after = words.partition(": ")
            assert str(len(listed)) in (before, after), words


def test_a_filter_that_makes_no_sense_shows_all(browser, cycle):
    page = browser.get("/staff/cycles/cycle2027/returns", state="<script>", sector="' OR 1=1")
    assert "All returns: 36 organisations" in page.text


def test_progress_reads_headers_alone(new_browser):
    table = CountingTable()
    parts = FakeParts(table)
    bootstrap.use(parts)
    browser = new_browser()
    stored_cycle(parts, 36)
    signed_in(parts, browser)
    table.reset()
    assert browser.get("/staff/cycles/cycle2027").status == 200
    # Session, member, partnership and cycle; then the headers, and which cycle was before.
    assert (table.reads, table.writes) == (6, 0)


def test_today_leads_to_whoever_needs_a_call(parts, browser, cycle):
    page = browser.get("/staff")
    no_contact, bounced = number_in("no_contact"), number_in("bounced")
    for line, number in (("Nobody to write to", no_contact), ("Mail does not arrive", bounced)):
        listed = browser.get(page.links[f"{line}: 6 organisations"])
        assert listed.links[f"Organisation {number}"] == f"/staff/organisations/org{number:03}"
    assert page.links["Organisation 11"] == "/staff/organisations/org011"  # the first of them by name
    assert "6 of 36 organisations submitted (16%)" in page.text


def test_today_tells_of_mail_that_was_given_up_and_of_no_other(parts, browser, cycle):
    for number, note in ((1, "unsettled"), (7, "bounced")):
        ask_for_new_link(parts, ref_of(number), f"c{number:03}l")
        task = parts.tasks.of_subject("saltmarsh", f"RETURN#{ref_of(number)}")[0]
        failed = replace(task, state=TaskState.FAILED, settled_at=parts.now(), note=note)
        parts.commit(parts.tasks.moved(task, failed))
    page = browser.get("/staff")
    assert page.links[ref_of(1)] == f"/staff/returns/{ref_of(1)}"
    assert "Nobody can tell whether it arrived" in page.text
    assert ref_of(7) not in page.links
    assert browser.get(page.links[ref_of(1)]).location == "/staff/organisations/org001"
    parts.clock.move(days=15)
    signed_in(parts, browser)
    assert ref_of(1) not in browser.get("/staff").links


# Setting up


def test_a_cycle_is_checked_then_opened_once(parts, browser, cycle):
    check = browser.submit(browser.get("/staff/cycles/new"), **TYPED)
    assert check.h1 == "Check before it opens"
    assert "24 organisations would be asked" in check.text
    assert new_cycles(parts) == []
    first = browser.submit(check, "/staff/cycles/new/open")
    second = browser.submit(check, "/staff/cycles/new/open")
    assert first.location == second.location
    (made,) = new_cycles(parts)
    assert (made.name, made.sectors, made.status) == (
        "Round of 2028",
        ("police", "school"),
        CycleStatus.PLANNED,
    )
    assert (made.reminder_days.started, made.reminder_days.approval) == (-14, (3, 7))
    assert "Opens on Monday 10 January 2028" in browser.follow(first).text
    assert len(parts.tasks.of_subject("saltmarsh", f"CYCLE#{made.id}")) == 1


def test_the_check_page_leads_back_with_all_that_was_typed(browser, cycle):
    check = browser.submit(browser.get("/staff/cycles/new"), **TYPED)
    form = browser.submit(check, "/staff/cycles/new")
    fields = form.fields("/staff/cycles/new")
    assert (fields["name"], fields["due_on-year"], fields["started"]) == ("Round of 2028", "2028", "14")


def test_notes_may_stay_with_the_organisations_but_for_the_questions_that_are_shared(parts, browser, cycle):
    form = browser.get("/staff/cycles/new")
    questions = browser.submit(form, **TYPED, sharing="ratings")
    assert questions.h1 == "Which questions are shared?"
    check = browser.submit(questions, "/staff/cycles/new/questions", shared_criteria=["S01-01", "S04-01"])
    assert "Ratings, actions and the shared questions only" in check.text
    again = browser.submit(browser.submit(check, "/staff/cycles/new"), "/staff/cycles/new", **TYPED)
    check = browser.submit(again, "/staff/cycles/new/questions", shared_criteria="S01-01")
    opened = browser.follow(browser.submit(check, "/staff/cycles/new/open"))
    assert "the text of 1 shared question" in opened.text
    (made,) = new_cycles(parts)
    assert (made.sharing, made.shared_criteria) == (Sharing.RATINGS, {"S01-01"})


def test_a_question_of_another_set_cannot_be_shared(parts, browser, cycle):
    questions = browser.submit(browser.get("/staff/cycles/new"), **TYPED, sharing="ratings")
    check = browser.submit(questions, "/staff/cycles/new/questions", shared_criteria="V01")
    assert browser.submit(check, "/staff/cycles/new/open").status == 409
    assert browser.submit(browser.get("/staff/cycles/new"), **TYPED, sharing="some").errors == [
        "Select what the partnership sees"
    ]
    assert new_cycles(parts) == []


def test_everything_to_put_right_is_told_at_once(browser, cycle):
    page = browser.submit(
        browser.get("/staff/cycles/new"), name="", **{"due_on-day": "31", "due_on-month": "2"}, started="soon"
    )
    assert page.status == 400
    assert page.errors == [
        "Enter a name",
        "Select at least one sector",
        "Enter a real date for the opening, like 12 1 2027",
        "Enter a real date to have it in by, like 19 3 2027",
        "Enter a real date for the closing, like 2 4 2027",
        "Enter a number of days from 0 to 90",
        "Select a question set",
    ]
    assert page.fields("/staff/cycles/new")["started"] == "soon"


@pytest.mark.parametrize(
    "plan", ["", "[]", "{", "[" * 100_000, '{"sectors": 3}', '{"name": {"a": 1}, "framework": "../x"}']
)
def test_a_tampered_plan_opens_nothing(parts, browser, cycle, plan):
    check = browser.submit(browser.get("/staff/cycles/new"), **TYPED)
    assert browser.submit(check, "/staff/cycles/new/open", _plan=plan).status in (404, 409)
    assert new_cycles(parts) == []


def test_no_form_writes_over_a_cycle_of_another_partnership(parts, browser, new_browser, cycle):
    theirs = builders.cycle(id="theirs", partnership_id="elsewhere")
    parts.commit(parts.cycles.saved(theirs))
    check = browser.submit(browser.get("/staff/cycles/new"), **TYPED)
    browser.submit(check, "/staff/cycles/new/open", _cycle="theirs")
    assert parts.cycles.get("theirs") == theirs


# Report


def test_a_report_is_asked_for_and_then_downloaded(parts, browser, cycle):
    page = browser.get("/staff/cycles/cycle2027/report")
    assert "It has not been made yet" in page.text
    after = browser.follow(browser.submit(page))
    assert "It is being made" in after.text
    (task,) = parts.tasks.due(Queue.RENDER, parts.now(), 5)
    assert task.payload == {"cycle": "cycle2027"}
    done = replace(task, state=TaskState.DONE, settled_at=parts.now())
    parts.commit(parts.tasks.moved(task, done))
    parts.files.put("reports/cycle2027/report.pdf", b"%PDF", "application/pdf")
    parts.files.put("reports/cycle2027/figures.json", b"{}", "application/json")
    made = browser.get("/staff/cycles/cycle2027/report")
    assert "Made on 11 January 2027 at 10:00am" in made.text
    download = browser.get(made.links["Report to print or send (PDF)"])
    assert download.status == 303
    assert download.location.startswith("https://bucket.example.org/reports/cycle2027/report.pdf")


@pytest.mark.parametrize("file", ["report.html", "other.pdf", "..%2Ffigures.json"])
def test_what_was_not_made_is_not_found(browser, cycle, file):
    assert browser.get(f"/staff/cycles/cycle2027/report/{file}").status == 404


# Sample


def test_a_sample_is_drawn_kept_and_explained(parts, browser, cycle):
    drawn = browser.follow(
        browser.submit(browser.get("/staff/cycles/cycle2027/sample"), size="3", seed="12 19 33")
    )
    assert "Sam Coordinator drew 3 organisations from the 6 organisations whose return was in" in drawn.text
    assert "“12 19 33”" in drawn.text
    for words in ("The list for a spreadsheet (CSV)", "The whole draw, to keep and to repeat (JSON)"):
        assert browser.get(drawn.links[words]).status == 303
    assert "12 19 33" in browser.get("/staff/cycles/cycle2027/sample").text


@pytest.mark.parametrize("size", ["", "0", "7", "-1", "many", "1e3", "٣"])
def test_a_size_that_cannot_be_drawn_is_told(browser, cycle, size):
    page = browser.submit(browser.get("/staff/cycles/cycle2027/sample"), size=size)
    assert page.errors == ["Enter a number of visits from 1 to 6: that many can be drawn from"]


def test_a_name_like_a_formula_stays_text_in_the_sample(parts, browser, cycle):
    made = builders.return_(99, ref="K7P-999", organisation_name='=HYPERLINK("x")', status="submitted")
    parts.commit(parts.returns.created(made, total=1))
    drawn = browser.follow(browser.submit(browser.get("/staff/cycles/cycle2027/sample"), size="7"))
    assert '=HYPERLINK("x")' in drawn.text
    content = next(c for key, (c, _) in parts.files.objects.items() if key.endswith(".csv")).decode()
    assert "'=HYPERLINK" in content


def test_those_who_only_read_are_offered_nothing_to_press(parts, new_browser, cycle):
    reader = new_browser()
    signed_in(parts, reader, StaffRole.SCRUTINEER)
    for path in (
        "/staff",
        "/staff/cycles",
        "/staff/cycles/cycle2027/report",
        "/staff/cycles/cycle2027/sample",
        "/staff/organisations",
        f"/staff/organisations/org{number_in('submitted'):03}",
    ):
        page = reader.get(path)
        posts = [f for f in elements(page.root, "form") if f.get("method") == "post"]
        assert [f.get("action") for f in posts] == ["/api/staff/sign-out"], path
        assert not [p for p in page.links.values() if p.endswith(("/new", "/import"))], path


def test_sectors_come_from_the_framework():
    assert set(SECTORS) <= {sector.id for sector in builders.framework().sectors}
