"""People without accounts: a lead, two colleagues, a governor and an approver in five browsers at once."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import walk
from tests.e2e.people import APPROVAL, RECEIPT

CODE = re.compile(r"\b\d{6}\b")
GOVERNOR, HEAD = "governor@team.example.org", "head@team.example.org"
COLLEAGUES = {
    "hr@team.example.org": ("Hanne Recruiter", "HR manager", "4. Listening to children and families"),
    "training@team.example.org": ("Tom Trainer", "Training officer", "5. Induction, training and appraisal"),
}


def add_person(page: Page, name: str, job: str, email: str, *sections: str) -> None:
    """As a colleague who answers these, or without any as a reader."""
    page.goto(walk.address(page, "/people/add"))
    page.get_by_label("Full name").fill(name)
    page.get_by_label("Role in your organisation").fill(job)
    page.get_by_label("Email address").fill(email)
    if sections:
        page.get_by_label("Answer some parts").check()
        for section in sections:
            page.get_by_label(re.compile(f"^{re.escape(section)}")).check()
    else:
        page.get_by_label("Read all of it and comment").check()
    walk.press(page, "Add them and send the link")
    walk.reads(page, "People who work on this")


def test_five_people_work_on_one_return_at_once(marram, new_context, look):
    system = marram.system
    lead = new_context().new_page()
    ref = walk.enter(lead, marram.invitation("team"))
    lead.goto(walk.address(lead, "/about"))
    walk.tell_about(lead)
    lead.goto(walk.address(lead, "/people"))
    look(lead, "nobody yet")
    ask_the_team(lead, look)
    plain = new_context(java_script_enabled=False).new_page()
    hanne = colleague(plain, system, "hr@team.example.org", unseen)
    tom = colleague(new_context().new_page(), system, "training@team.example.org", look)
    governor = new_context().new_page()
    open_as_reader(governor, system, look)
    for page, section in ((hanne, 4), (tom, 5)):  # in turn, while the others are open
        answer_own_part(page, section)
    sees_nothing_else(hanne, 5)
    say_it_is_done(hanne, unseen)
    say_it_is_done(tom, look)
    system.wait_for_mail(marram.lead("team"), "Hanne Recruiter has finished their part")
    comment(governor, look)
    settle_comment(lead, look)
    see_who_has_done_what(lead, look)
    walk.answer_the_rest(lead)
    walk.name_approver(lead, HEAD)
    walk.ask_for_approval(lead)
    tom.goto(marram.system.link_for("training@team.example.org", "Your new link"))
    walk.come_in(tom)
    expect(tom.get_by_text("is reading this self-assessment")).to_be_visible()
    look(tom, "waiting")
    head = new_context().new_page()
    approve(head, system, look)
    for address in (marram.lead("team"), HEAD):
        assert ref in system.wait_for_mail(address, RECEIPT)["Subject"]
    assert system.mails("hr@team.example.org", RECEIPT) == []
    for page in (hanne, tom):
        page.goto(walk.address(page))
        expect(page.get_by_text("has been submitted")).to_be_visible()
    look(tom, "submitted")
    governor.goto(walk.address(governor, "/read"))
    expect(governor.get_by_text("It was submitted")).to_be_visible()
    look(governor, "submitted")
    remove_colleague(lead, hanne, look)


def unseen(page: Page, state: str = "") -> None:
    """axe is a script: it looks at the same pages in the browsers that run scripts."""


def ask_the_team(lead: Page, look) -> None:
    lead.goto(walk.address(lead, "/people/add"))
    look(lead)
    walk.press(lead, "Add them and send the link")
    expect(lead).to_have_title(re.compile("^Error: "))
    look(lead, "refused")
    for email, (name, job, section) in COLLEAGUES.items():
        add_person(lead, name, job, email, section)
    add_person(lead, "Gwen Marsh", "Link governor", GOVERNOR)
    look(lead, "asked")


def colleague(page: Page, system, email: str, look) -> Page:
    page.goto(system.link_for(email, "asked you to answer 1 part"))
    walk.reads(page, re.compile("^Answer a part of the self-assessment of "))
    look(page, "contributor")
    walk.come_in(page)
    walk.reads(page, "Your part of the self-assessment")
    look(page, "own part")
    return page


def open_as_reader(page: Page, system, look) -> None:
    page.goto(system.link_for(GOVERNOR, "asked you to read"))
    look(page, "reader")
    walk.press(page, "Continue")
    walk.reads(page, "Who is reading this?")
    look(page, "reader")
    walk.say_who(page)
    walk.reads(page, "Read this self-assessment")
    look(page)


def answer_own_part(page: Page, section: int) -> None:
    page.goto(walk.address(page, f"/standards/{section}"))
    walk.press(page, "Start")
    while "/criteria/" in page.url:
        walk.write_answer(page, f"We wrote this down in part {section}.", walk.MEETS)
        here = page.url
        walk.press(page, "Save and continue")
        expect(page).not_to_have_url(here)
    expect(page).to_have_url(re.compile(f"/standards/{section}$"))


def sees_nothing_else(page: Page, other: int) -> None:
    for below in (f"/standards/{other}", f"/criteria/S{other:02}-01"):
        assert status_of(page, below) == 404
    for below in ("/check", "/people", "/copies/now", "/comments", "/approve"):
        assert status_of(page, below) == 403


def status_of(page: Page, below: str) -> int:
    answer = page.goto(walk.address(page, below))
    assert answer is not None
    return answer.status


def say_it_is_done(page: Page, look) -> None:
    page.goto(walk.address(page))
    walk.press(page, "I have finished my part")
    expect(page.get_by_text("that you have finished")).to_be_visible()
    look(page, "own part done")


def comment(page: Page, look) -> None:
    page.get_by_role("link", name=re.compile("^Comment on this answer")).first.click()
    expect(page.get_by_label("Comment on this answer")).to_be_visible()
    look(page, "to comment on")
    page.get_by_label("Comment on this answer").fill("Did we do this for the coach as well?")
    walk.press(page, "Save comment")
    expect(page.get_by_text("Gwen Marsh, Trustee")).to_be_visible()
    look(page, "commented on")
    page.goto(walk.address(page, "/comments"))
    look(page, "reader")
    walk.press(page, "Save comment")
    expect(page).to_have_title(re.compile("^Error: "))
    look(page, "refused")
    page.get_by_label("Comment on the whole of it").fill("A good piece of work.")
    walk.press(page, "Save comment")
    expect(page.get_by_text("A good piece of work.")).to_be_visible()
    page.goto(walk.address(page, "/read"))
    walk.press(page, "I have read it")
    expect(page.get_by_text("that you have read it")).to_be_visible()
    look(page, "read")


def settle_comment(lead: Page, look) -> None:
    lead.goto(walk.address(lead))
    walk.follow(lead, "Comments from your readers")
    walk.reads(lead, "Comments from your readers")
    look(lead, "lead")
    lead.locator(".govuk-inset-text a").first.click()
    expect(lead.get_by_text("Did we do this for the coach as well?", exact=True)).to_be_visible()
    look(lead, "with a comment")
    walk.follow(lead, "Go to the list of comments, to mark them as dealt with")
    lead.get_by_role("button", name=re.compile("^Mark as dealt with")).first.click()
    expect(lead.get_by_text("marked it as dealt with")).to_be_visible()


def see_who_has_done_what(lead: Page, look) -> None:
    lead.goto(walk.address(lead, "/people"))
    card = lead.locator(".govuk-summary-card").filter(has_text="Hanne Recruiter")
    expect(card).to_contain_text("Yes, on")
    expect(lead.locator(".govuk-summary-card").filter(has_text="Gwen Marsh")).to_contain_text("2 comments")
    look(lead, "with figures")
    lead.get_by_role("button", name="Email a new link to Tom Trainer").click()
    expect(lead.get_by_text("A new link is on its way")).to_be_visible()
    lead.get_by_role("link", name="Change Tom Trainer").click()
    walk.reads(lead, "Change what Tom Trainer does")
    look(lead, "colleague")
    lead.goto(walk.address(lead, "/people"))
    walk.follow(lead, "Change your name or role")
    walk.reads(lead, "Your name and role")
    look(lead, "own")


def approve(page: Page, system, look) -> None:
    walk.enter(page, system.link_for(HEAD, APPROVAL))
    expect(page.get_by_text("2 comments from readers")).to_be_visible()
    walk.state_and_declare(page)
    page.get_by_label("On whose behalf").fill("The management committee")
    page.get_by_label("Our board, governing body or committee decided").check()
    look(page, "a meeting decided")
    walk.press(page, "Approve and submit")
    walk.refuses(page, "Enter the date of the meeting")
    walk.state_and_declare(page)
    for part, value in (("Day", "2"), ("Month", "11"), ("Year", "2026")):
        page.get_by_label(part, exact=True).fill(value)
    walk.press(page, "Approve and submit")
    walk.reads(page, "Self-assessment submitted")
    expect(page.get_by_text("On behalf of The management committee")).to_be_visible()
    look(page, "a meeting decided")


def remove_colleague(lead: Page, hanne: Page, look) -> None:
    lead.goto(walk.address(lead, "/people"))
    lead.get_by_role("link", name="Remove Hanne Recruiter").click()
    walk.reads(lead, "Remove Hanne Recruiter?")
    look(lead)
    walk.press(lead, "Remove")
    expect(lead.get_by_text("Hanne Recruiter")).to_have_count(0)
    hanne.reload()
    walk.reads(hanne, "You are signed out")


def test_a_successor_takes_over_where_the_lead_left_off(marram, new_context, look):
    lead, successor = new_context().new_page(), new_context().new_page()
    walk.enter(lead, marram.invitation("handed"))
    lead.goto(walk.address(lead, "/about"))
    walk.tell_about(lead)
    lead.goto(walk.address(lead, "/criteria/S01-01"))
    walk.write_answer(lead, "What the first lead knew.", walk.MEETS)
    walk.press(lead, "Save and continue")
    lead.goto(walk.address(lead, "/people"))
    walk.follow(lead, "Hand it over to somebody else")
    walk.reads(lead, "Hand it over to somebody else")
    look(lead)
    walk.press(lead, "Hand it over")
    expect(lead).to_have_title(re.compile("^Error: "))
    look(lead, "refused")
    lead.get_by_label("Their full name").fill("Sue Marsh")
    lead.get_by_label("Their role in your organisation").fill("New lead")
    lead.get_by_label("Their email address").fill("sue@handed.example.org")
    lead.get_by_label("I leave: my link stops working at once").check()
    home = walk.address(lead)
    walk.press(lead, "Hand it over")
    walk.reads(lead, "You have handed it over")
    look(lead)
    lead.goto(home)
    walk.reads(lead, "You are signed out")
    walk.enter(successor, marram.system.link_for("sue@handed.example.org", "over to you"))
    successor.goto(walk.address(successor, "/criteria/S01-01"))
    assert walk.saved_answer(successor) == "What the first lead knew."
    lead.goto(marram.invitation("handed"))
    walk.reads(lead, "This link has been replaced")


def test_somebody_who_prepares_and_approves_is_asked_who_else_reads_it(marram, page, look):
    walk.enter(page, marram.invitation("alone"))
    page.goto(walk.address(page, "/about"))
    walk.tell_about(page)
    walk.answer_the_rest(page)
    page.goto(walk.address(page, "/people/approver"))
    page.get_by_label("I am: I prepare it").check()
    walk.press(page, "Save and continue")
    walk.reads(page, "Who else will read it?")
    look(page)
    walk.press(page, "Add them and send the link")
    expect(page).to_have_title(re.compile("^Error: "))
    look(page, "refused")
    walk.press(page, "Go on without another reader")
    walk.reads(page, "People who work on this")
    look(page, "own approver")
    page.goto(walk.address(page, "/check"))
    look(page, "own approver")
    walk.press(page, "Read it and approve")
    walk.reads(page, "Read and approve this self-assessment")
    look(page, "own")
    page.goto(walk.address(page))
    look(page, "own to approve")
    page.goto(walk.address(page, "/approve"))
    walk.state_and_declare(page)
    walk.press(page, "Approve and submit")
    walk.reads(page, "Self-assessment submitted")
    expect(page.get_by_text("Approved by the person who prepared it.")).to_be_visible()


@pytest.fixture(scope="module")
def strict(marram):
    """A cycle of one organisation that asks for a code."""
    system = marram.system
    register = system.folder / "strict.csv"
    register.write_text(
        "name,sector,contact_name,contact_email,contact_role\n"
        "Cord Grass Clinic,primary_care,Lee Cord,lead@strict.example.org,lead\n",
        encoding="utf-8",
    )
    system.operate("organisations", "import", "marram", str(register))
    opens, closes = marram.due - timedelta(days=30), marram.due + timedelta(days=30)
    system.operate(
        *("cycle", "open", "marram", "--name", "With a code", "--sector", "primary_care"),
        *("--opens", f"{opens}", "--due", f"{marram.due}", "--closes", f"{closes}", "--code-at-entry"),
    )
    system.command("tick")
    return system.link_for("lead@strict.example.org", "please send by")


def newest_code(system, more_than: int = 0) -> str:
    mail = system.wait_for_mail("lead@strict.example.org", "Your code", more_than=more_than)
    (code,) = CODE.findall(mail["BodyText"].split("Type it")[0])
    return code


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_link_needs_its_code(marram, strict, new_context, look, scripts):
    system, page = marram.system, new_context(java_script_enabled=scripts).new_page()
    before = len(system.mails("lead@strict.example.org", "Your code"))
    page.goto(strict)
    if scripts:
        look(page, "with a code")
    walk.press(page, "Continue")
    walk.reads(page, "Enter the code that we have emailed to you")
    code = newest_code(system, before)
    page.get_by_label("The 6 digits").fill(f"{(int(code) + 1) % 1_000_000:06}")
    walk.press(page, "Continue")
    walk.refuses(page, "That is not the code in our newest email. Check it and try again")
    if scripts:
        look(page, "refused")
    walk.press(page, "Send a new code")
    expect(page.get_by_text("A new code is on its way")).to_be_visible()
    if scripts:
        look(page, "sent again")
    newest = newest_code(system, before + 1)
    page.get_by_label("The 6 digits").fill(newest)
    walk.press(page, "Continue")
    walk.reads(page, "Who is filling this in?")
    walk.say_who(page)
    walk.reads(page, "Your self-assessment")
