"""What people do on the pages, by the words that they see."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import FilePayload, Page, expect

from tests.e2e.people import APPROVAL
from tests.e2e.system import System
from tests.support.html import elements
from tests.support.http import Visitor

BELOW, MEETS = "Inadequate", "Good"
WHO = r"^Who is (filling this in|reading this)\?$"
HOME = "Your self-assessment|Your part of the self-assessment|Read (and approve )?this self-assessment"
SHORT_PROFILE = {
    "How many people work or volunteer for you?": "2 to 9",
    "Do you commission or buy in services for children?": "No",
    "Does the council or the NHS pay you to provide a service?": "No",
    "Do you work with children directly?": "Yes, we have contact with children",
    "Who do you mostly work with?": "Children and young people aged 5 to 17",
    "Do you also work in the area of another safeguarding children partnership?": "No",
}


def enter(page: Page, link: str) -> str:
    """From an emailed link to an open session; the return's reference."""
    page.goto(link)
    come_in(page)
    return reference(page)


def come_in(page: Page) -> None:
    """From the start page on, saying who it is where this browser has not said so."""
    press(page, "Continue")
    reads(page, re.compile(f"{WHO}|{HOME}"))
    if re.search(WHO, page.locator("h1").inner_text()):
        say_who(page)
    reads(page, re.compile(HOME))


def say_who(page: Page, name: str = "", job: str = "Trustee") -> None:
    """Whoever the link was made for, unless somebody else is named."""
    if name:
        page.get_by_label("Your full name").fill(name)
    page.get_by_label("Your role in the organisation").fill(job)
    press(page, "Continue")


def reference(page: Page) -> str:
    return urlsplit(page.url).path.split("/r/")[1].split("/")[0]


def address(page: Page, below: str = "") -> str:
    """An address of the return that the page is about."""
    start, ref = page.url.split("/r/")[0], reference(page)
    return f"{start}/r/{ref}{below}"


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def press_and_leave(page: Page, button: str) -> None:
    """For whoever closes the page or goes elsewhere next: a browser may hang when that cuts a form short."""
    with page.expect_navigation():
        press(page, button)


def follow(page: Page, link: str) -> None:
    page.get_by_role("link", name=link, exact=True).first.click()


def reads(page: Page, heading: str | re.Pattern[str]) -> None:
    """The page's heading is this, and nothing on it is in error."""
    expect(page.locator("h1")).to_have_text(heading)
    expect(page.locator(".govuk-error-summary")).to_have_count(0)


def refuses(page: Page, *messages: str) -> None:
    """The error summary says exactly this, and the title says that there is an error."""
    expect(page.locator(".govuk-error-summary__list li")).to_have_text(list(messages))
    expect(page).to_have_title(re.compile("^Error: "))


def tell_about(page: Page, answers: dict[str, str] = SHORT_PROFILE) -> None:
    """Fills in the page “About your organisation”, and saves."""
    for question, answer in answers.items():
        page.get_by_role("group", name=question).get_by_label(answer, exact=True).check()
    press_and_leave(page, "Save and continue")


def write_answer(page: Page, text: str, rating: str = "") -> None:
    """Fills in a question without saving it."""
    page.get_by_label("What do you do, and where would someone find it?").fill(text)
    if rating:
        page.get_by_label(rating, exact=True).check()


def saved_answer(page: Page) -> str:
    return page.get_by_label("What do you do, and where would someone find it?").input_value()


def plan_action(page: Page, what: str, when: date) -> None:
    page.get_by_label("The action").fill(what)
    page.get_by_label("Who will do it?").fill("Lee Marsh")
    for part, value in (("Day", when.day), ("Month", when.month), ("Year", when.year)):
        page.get_by_label(part, exact=True).fill(str(value))
    press(page, "Save and continue")


def upload(page: Page, file: Path | FilePayload) -> None:
    """Chooses a file on the page that holds nothing else, and sends it to the bucket."""
    page.get_by_label("Your file").set_input_files(file)
    press(page, "Upload")


def name_approver(page: Page, email: str) -> None:
    page.goto(address(page, "/people/approver"))
    page.get_by_label("Somebody else").check()
    page.get_by_label("Full name").fill("Ray Marsh")
    page.get_by_label("Role in your organisation").fill("Chair")
    page.get_by_label("Email address").fill(email)
    press(page, "Save and continue")


def answer_the_rest(page: Page, rating: str = "good") -> int:
    """Sends every question's own form that has no answer yet, without drawing it; how many there were."""
    visitor = visitor_like(page)
    check = visitor.get(f"/r/{reference(page)}/check")
    hrefs = dict.fromkeys(a.get("href", "") for a in elements(check.root, "a"))
    questions = [href.removeprefix("/api") for href in hrefs if re.search(r"/criteria/[\w-]+$", href)]
    for path in questions:
        fields = visitor.get(path).fields(path, narrative="In our handbook, page 4.", rating=rating)
        assert visitor.post(path, fields).status == 303
    return len(questions)


def visitor_like(page: Page) -> Visitor:
    """A visitor over plain HTTP with the session that this browser holds."""
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    return Visitor(page.url.split("/r/")[0], cookies)


def ready_to_approve(page: Page, link: str, approver: str) -> str:
    """The quickest way from a link to a return that waits for its approver; its reference."""
    ref = enter(page, link)
    page.goto(address(page, "/about"))
    tell_about(page)
    answer_the_rest(page)
    name_approver(page, approver)
    ask_for_approval(page)
    return ref


def ask_for_approval(page: Page) -> None:
    page.goto(address(page, "/check"))
    press(page, "Ask for approval")
    reads(page, "Waiting for approval")


def open_as_approver(page: Page, system: System, email: str) -> str:
    return enter(page, system.link_for(email, APPROVAL))


def state_and_declare(page: Page) -> None:
    page.get_by_label("Your full name").fill("Ray Marsh")
    page.get_by_label("Your role").fill("Chair")
    page.get_by_label("I have read this self-assessment").check()


def downloaded(page: Page, link: re.Pattern[str]) -> bytes:
    """What a link on the page gives; the page is opened again until the link is there."""
    found = page.get_by_role("link", name=link).first
    for _ in range(60):
        if found.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    with page.expect_download() as waiting:
        found.click()
    return Path(waiting.value.path()).read_bytes()


def in_months(number: int) -> date:
    return datetime.now(UTC).date() + timedelta(days=30 * number)


def sign_in(page: Page, system: System, address: str) -> None:
    """From the sign-in page through the mail. Nobody gets two in a minute: then it asks again."""
    subject = "Your sign-in link"
    before = len(system.mails(address, subject))
    for _ in range(6):
        page.goto(f"{system.base_url}/staff/sign-in")
        page.get_by_label("Your work email address").fill(address)
        press(page, "Email me a link")
        reads(page, "Check your email")
        if system.gets_mail(address, subject, more_than=before, within=16):
            break
    page.goto(system.link_for(address, subject))
    press(page, "Sign in")
    reads(page, "Today")
