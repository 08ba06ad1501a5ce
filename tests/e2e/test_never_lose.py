"""No text is lost: to a cut line, an ended session, a crash, a colleague, or a button pressed too soon."""

import os
import re
import shutil
import signal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from chalicelib.domain.credentials import hash_of
from chalicelib.handlers import cookies
from tests.e2e import walk
from tests.e2e.access import WIDE

SAVED = re.compile(r"^Saved at \d\d:\d\d$")
CUT = "Not connected: your text is kept in this browser and is sent when the connection is back"
SIGNED_OUT = "You have been signed out: your text is kept in this browser. Open your link again to carry on"
OFFERED_WITHIN = 2_500  # milliseconds: the page looks first whether it was saved after all
PLACE = "element => element.getBoundingClientRect().top + scrollY"
WRITTEN_TO_DISK = 9_000  # milliseconds: browsers collect what they keep for some seconds


@pytest.fixture(scope="module")
def link(marram):
    return marram.invitation("kept")


@pytest.fixture(scope="module")
def questions(link, chromium):
    """The questions of a return whose profile is filled in: one for each test that writes."""
    page = chromium.new_page()
    walk.enter(page, link)
    page.goto(walk.address(page, "/about"))
    walk.tell_about(page)
    page.goto(walk.address(page, "/check"))
    found = page.locator("main a[href*='/criteria/']").evaluate_all("links => links.map(a => a.pathname)")
    page.close()
    return [path.rsplit("/", 1)[1] for path in found]


@pytest.fixture
def writer(link, questions, new_context):
    """Opens a question in a browser of its own; ready to type."""

    def open_question(number, **options):
        page = new_context(**options).new_page()
        walk.enter(page, link)
        page.goto(walk.address(page, f"/criteria/{questions[number]}"))
        return page

    return open_question


def told(page):
    return page.locator("[data-saved]")


def type_on(page, text):
    """As fingers do, at the end of what stands there."""
    field = page.get_by_label("What do you do, and where would someone find it?")
    field.press("Control+End")
    field.press_sequentially(text, delay=5)


@pytest.fixture
def on_the_server(questions):
    """What a new visitor with the same session reads."""

    def read(page, number):
        path = f"/r/{walk.reference(page)}/criteria/{questions[number]}"
        return walk.visitor_like(page).get(path).typed("narrative")

    return read


def test_typing_is_saved_and_the_button_then_goes_on(writer, look, on_the_server):
    page = writer(3)
    below = page.get_by_role("group", name="Which of these is most like you today?")
    place = below.evaluate(PLACE)
    type_on(page, "We ask at every meeting.")
    expect(told(page)).to_have_text("Not saved yet")
    assert below.evaluate(PLACE) == place  # nothing jumps
    expect(told(page)).to_have_text(SAVED)
    assert on_the_server(page, 3) == "We ask at every meeting."
    look(page, "saved by itself")
    type_on(page, " It is in the minutes.")
    page.get_by_label(walk.MEETS, exact=True).check()
    walk.press(page, "Save and continue")
    walk.reads(page, re.compile(r"\?$"))
    assert on_the_server(page, 3) == "We ask at every meeting. It is in the minutes."


def test_a_rating_is_saved_too_and_can_then_be_cleared(writer):
    page = writer(4)
    expect(page.get_by_role("button", name="Clear rating")).to_be_hidden()
    page.get_by_label(walk.MEETS, exact=True).check()
    expect(told(page)).to_have_text(SAVED)
    page.get_by_role("button", name="Clear rating").click()
    expect(page.get_by_label(walk.MEETS, exact=True)).not_to_be_checked()


def test_the_button_meets_no_conflict_with_a_save_whose_answer_is_still_to_come(writer, on_the_server):
    page = writer(2)
    answers = []
    page.route("**/autosave", lambda route: answers.append((route, route.fetch())))
    type_on(page, "Half a sen")
    page.get_by_label(walk.MEETS, exact=True).focus()
    expect(told(page)).to_have_text("Saving")
    type_on(page, "tence.")
    page.wait_for_timeout(1_000)
    assert on_the_server(page, 2) == "Half a sen"
    assert page.locator("[name=_version]").input_value() == "0"
    walk.press(page, "Save and continue")
    expect(page.locator("h1")).not_to_have_text("This answer was changed while you were writing")
    assert on_the_server(page, 2) == "Half a sentence."


def test_a_cut_line_costs_nothing(writer, look, on_the_server):
    page = writer(6)
    type_on(page, "Before the tunnel")
    expect(told(page)).to_have_text(SAVED)
    page.context.set_offline(True)
    type_on(page, ", in the tunnel")
    expect(told(page)).to_have_text(CUT)
    walk.press(page, "Save and continue")
    expect(told(page)).to_have_text(CUT)
    assert walk.saved_answer(page) == "Before the tunnel, in the tunnel"
    assert on_the_server(page, 6) == "Before the tunnel"
    page.context.set_offline(False)
    expect(told(page)).to_have_text(SAVED)
    assert on_the_server(page, 6) == "Before the tunnel, in the tunnel"
    page.context.set_offline(True)
    type_on(page, ", and after")
    expect(told(page)).to_have_text(CUT)
    look(page, "not connected")
    type_on(page, " it")
    page.context.set_offline(False)
    walk.press(page, "Save and continue")
    walk.reads(page, re.compile(r"\?$"))
    assert on_the_server(page, 6) == "Before the tunnel, in the tunnel, and after it"


def end_session(system, page):
    held = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    token = held[cookies.for_return(walk.reference(page))]
    system.change(f"CRED#{hash_of(token)}", "META", expires_at="2020-01-01T00:00:00+00:00")


def test_after_an_ended_session_the_link_leads_back_to_the_text(marram, writer, link, look):
    page = writer(7)
    question = page.locator("h1").inner_text()
    end_session(marram.system, page)
    type_on(page, "Typed without a session.")
    expect(told(page)).to_have_text(SIGNED_OUT)
    look(page, "signed out while typing")
    walk.press(page, "Save and continue")
    walk.reads(page, "You are signed out")
    expect(page.get_by_text("What you typed is kept in this browser.")).to_be_visible()
    walk.enter(page, link)
    expect(page.get_by_text("that is not saved yet")).to_be_visible()
    look(page, "text waits in this browser")
    walk.follow(page, question)
    expect(page.get_by_role("heading", name="Text that was not saved")).to_be_visible()
    look(page, "unsaved text offered")
    walk.press(page, "Put it back")
    assert walk.saved_answer(page) == "Typed without a session."
    expect(told(page)).to_have_text(SAVED)
    page.goto(walk.address(page))
    expect(page.get_by_text("that is not saved yet")).to_have_count(0)


def test_a_link_opened_in_another_tab_is_enough(marram, writer, link):
    page = writer(8)
    end_session(marram.system, page)
    type_on(page, "Typed without a session.")
    expect(told(page)).to_have_text(SIGNED_OUT)
    other = page.context.new_page()
    walk.enter(other, link)
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(told(page)).to_have_text(SAVED)
    walk.press(page, "Save and continue")
    walk.reads(page, re.compile(r"\?$"))


def test_a_crashed_browser_has_kept_the_text(chromium, link, tmp_path, on_the_server, questions):
    folder = str(tmp_path / "profile")
    executable = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")
    options = {"executable_path": executable, "viewport": WIDE, "args": ["--no-sandbox"]}
    context = chromium.browser_type.launch_persistent_context(folder, **options)
    page = context.new_page()
    walk.enter(page, link)
    question = walk.address(page, f"/criteria/{questions[0]}")
    page.route("**/autosave", lambda route: route.abort())
    page.goto(question)
    type_on(page, "Typed before the crash.")
    expect(told(page)).to_have_text(CUT)
    page.wait_for_timeout(WRITTEN_TO_DISK)
    kill(folder)
    context = chromium.browser_type.launch_persistent_context(folder, **options)
    page = context.new_page()
    walk.enter(page, link)
    expect(page.get_by_text("that is not saved yet")).to_be_visible()
    page.goto(question)
    walk.press(page, "Put it back")
    expect(told(page)).to_have_text(SAVED)
    assert on_the_server(page, 0) == "Typed before the crash."
    context.close()


def kill(folder):
    """The main process of the browser with this profile, which this test started."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            arguments = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
            if f"--user-data-dir={folder}" in arguments and not any(
                a.startswith("--type=") for a in arguments
            ):
                os.kill(int(entry.name), signal.SIGKILL)
                return
    raise AssertionError("the browser was not found")


def test_two_people_in_one_question_are_told_of_each_other(writer, look, on_the_server, questions):
    one, other = writer(1), writer(1)
    type_on(one, "From the office.")
    expect(told(one)).to_have_text(SAVED)
    type_on(other, "From the hall.")
    expect(told(other)).to_have_text(re.compile("^Not saved. You saved another answer in a different window"))
    expect(told(other)).to_contain_text("Your text is kept in this browser.")
    look(other, "somebody else saved")
    walk.press(other, "Compare the two answers")
    walk.reads(other, "This answer was changed while you were writing")
    shown = other.locator("main").inner_text()
    assert "From the office." in shown
    assert "From the hall." in shown
    walk.press(other, "Save this text and rating")
    assert on_the_server(other, 1) == "From the office.\n\nFrom the hall."
    other.goto(walk.address(other, f"/criteria/{questions[1]}"))
    other.wait_for_timeout(OFFERED_WITHIN)
    expect(other.get_by_text("Text that was not saved")).to_have_count(0)


def test_whoever_keeps_the_other_answer_is_not_asked_again(writer):
    one, other = writer(9), writer(9)
    type_on(one, "From the office.")
    expect(told(one)).to_have_text(SAVED)
    type_on(other, "From the hall.")
    expect(told(other)).to_contain_text("another answer")
    walk.press(other, "Compare the two answers")
    walk.press(other, "Keep this one")
    assert walk.saved_answer(other) == "From the office."
    other.wait_for_timeout(OFFERED_WITHIN)
    expect(other.get_by_text("Text that was not saved")).to_have_count(0)


def test_leaving_at_once_saves_and_going_back_shows_it(writer, on_the_server):
    page = writer(10)
    question = page.url
    type_on(page, "Typed in a hurry.")
    walk.follow(page, "Back")
    expect(page).not_to_have_url(question)
    page.go_back()
    expect(page.get_by_label("What do you do, and where would someone find it?")).to_have_value(
        "Typed in a hurry."
    )
    page.wait_for_timeout(500)
    expect(page.get_by_text("Text that was not saved")).to_have_count(0)
    type_on(page, " And more.")
    walk.press(page, "Save and continue")
    expect(page).not_to_have_url(question)
    page.go_back()
    expect(page).to_have_url(question)
    type_on(page, " And again.")
    walk.press(page, "Save and continue")
    walk.reads(page, re.compile(r"\?$"))
    assert on_the_server(page, 10) == "Typed in a hurry. And more. And again."


def test_reloading_at_once_shows_what_was_typed(writer):
    page = writer(11)
    type_on(page, "Typed, then reloaded.")
    page.reload()
    field = page.get_by_label("What do you do, and where would someone find it?")
    expect(field).to_have_value("Typed, then reloaded.")
    page.wait_for_timeout(2000)
    expect(page.get_by_text("Text that was not saved")).to_have_count(0)


def test_finishing_saves_first(writer, link, on_the_server):
    page = writer(12)
    type_on(page, "Typed, then finished.")
    walk.press(page, "Finish for now")
    walk.reads(page, "You have finished for now")
    expect(page.get_by_text("was not saved")).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage)") == []
    walk.enter(page, link)
    assert on_the_server(page, 12) == "Typed, then finished."


def test_finishing_forgets_only_what_is_saved(writer, look):
    page = writer(13)
    page.route("**/autosave", lambda route: route.fulfill(status=503, body=""))
    type_on(page, "Nobody takes this.")
    expect(told(page)).to_have_text(re.compile("^Not saved yet: we are trying again"))
    walk.press(page, "Finish for now")
    walk.reads(page, "You have finished for now")
    expect(page.get_by_text("Some of what you typed was not saved.")).to_be_visible()
    look(page, "some of it not saved")
    walk.press(page, "Delete it from this browser")
    assert page.evaluate("Object.keys(localStorage)") == []


@pytest.mark.parametrize("field", ["What are you proud of?"])
def test_other_forms_keep_what_is_typed_until_it_is_saved(writer, field):
    page = writer(14)
    address = walk.address(page, "/anything-else")
    page.goto(address)
    page.get_by_label(field).press_sequentially("Our young leaders.")
    page.goto(walk.address(page))
    expect(page.get_by_text("that is not saved yet")).to_be_visible()
    page.goto(address)
    walk.press(page, "Put it back")
    expect(page.get_by_label(field)).to_have_value("Our young leaders.")
    walk.press(page, "Save and continue")
    expect(page).not_to_have_url(re.compile("anything-else"))
    assert page.evaluate("Object.keys(localStorage)") == []


def test_without_scripts_the_button_saves_and_going_back_is_no_conflict(writer, questions):
    page = writer(2, java_script_enabled=False)
    walk.write_answer(page, "By hand.", walk.MEETS)
    walk.press(page, "Save and continue")
    expect(page.locator("h1")).not_to_have_text("This answer was changed while you were writing")
    page.go_back()
    walk.write_answer(page, "By hand, again.")
    walk.press(page, "Save and continue")
    expect(page.locator("h1")).not_to_have_text("This answer was changed while you were writing")
    page.goto(walk.address(page, f"/criteria/{questions[2]}"))
    assert walk.saved_answer(page) == "By hand, again."
    expect(told(page)).to_have_text(re.compile(r"Saved at \d\d:\d\d by"))


def test_a_screen_reader_hears_only_news(writer):
    page = writer(15)
    page.evaluate(
        """() => {
          const region = document.querySelector("[data-saved]");
          window.heard = [];
          new MutationObserver(() => {
            if (region.ariaLive === "polite") window.heard.push(region.innerText.trim());
          }).observe(region, {childList: true, subtree: true});
        }"""
    )
    for word in ("One.", " Two.", " Three."):
        type_on(page, word)
        expect(told(page)).to_have_text("Not saved yet")
        expect(told(page)).to_have_text(SAVED)
    assert len(page.evaluate("window.heard")) == 1
