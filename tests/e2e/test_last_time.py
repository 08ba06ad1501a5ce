"""Two rounds of one club: what was said and noted in the first stands beside the questions of the second."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from chalicelib.domain.times import london_day
from tests.e2e import walk
from tests.e2e.people import APPROVAL, INVITATION
from tests.e2e.system import System

LEAD, APPROVER = "lead@rowers.example.org", "chair@rowers.example.org"
REGISTER = """\
name,sector,charity_number,contact_name,contact_email,contact_role,contact_phone
Dulse Bay Rowers,voluntary,9911111,Lee Dulse,lead@rowers.example.org,lead,01632 960500
"""
FIRST, SECOND, THIRD = "/criteria/S01-01", "/criteria/S01-02", "/criteria/S02-01"
SAID, NOTED = "In our handbook, page 4.", "In our new handbook, page 6."


@dataclass
class Dulse:
    """A partnership of one organisation, with a round of its own for each call of `open`."""

    system: System

    def found(self) -> None:
        self.system.operate(
            *("partnership", "add", "dulse", "--name", "Dulse Safeguarding Partnership"),
            *("--help-name", "Kit Dulse", "--help-phone", "01632 960300"),
            *("--help-email", "help@dulse.example.org", "--child-at-risk-phone", "01632 960399"),
            *("--sender-email", "audit@dulse.example.org"),
        )
        file = self.system.folder / "dulse.csv"
        file.write_text(REGISTER, encoding="utf-8")
        self.system.operate("organisations", "import", "dulse", str(file))

    def open(self, name: str, framework: str) -> str:
        """The link in the invitation."""
        today, before = london_day(datetime.now(UTC)), len(self.system.mails(LEAD, INVITATION))
        due = today + timedelta(days=28)
        self.system.operate(
            *("cycle", "open", "dulse", "--name", name, "--sector", "voluntary"),
            *("--framework", framework, "--opens", f"{today - timedelta(days=1)}"),
            *("--due", f"{due}", "--closes", f"{due + timedelta(days=14)}"),
        )
        self.system.command("tick")
        self.system.wait_for_mail(LEAD, INVITATION, before)
        return self.system.link_for(LEAD, INVITATION)


@pytest.fixture(scope="module")
def dulse(local) -> Dulse:
    made = Dulse(local)
    made.found()
    return made


def test_from_one_round_to_the_next(dulse, page, new_context, look):
    first_round(dulse, page, new_context)
    keep_it_up(page, look)
    walk.enter(page, dulse.open("Second round", "section-11@2026.2"))
    say_what_we_are(page, look)
    see_what_is_left(page, look)
    confirm_and_rewrite(page, look)
    carry_on_with_the_plan(page, look)
    without_javascript(page, new_context)


def first_round(dulse, page, new_context):
    walk.enter(page, dulse.open("First round", "section-11@2026.1"))
    page.goto(walk.address(page, "/about"))
    walk.tell_about(page)
    page.goto(walk.address(page, FIRST))
    walk.write_answer(page, SAID, walk.BELOW)
    walk.press(page, "Save and continue")
    walk.plan_action(page, "Write down who leads", walk.in_months(6))
    walk.answer_the_rest(page)
    walk.name_approver(page, APPROVER)
    walk.ask_for_approval(page)
    chair = new_context().new_page()
    walk.enter(chair, dulse.system.link_for(APPROVER, APPROVAL))
    walk.state_and_declare(chair)
    walk.press(chair, "Approve and submit")
    walk.reads(chair, "Self-assessment submitted")


def keep_it_up(page, look):
    page.goto(walk.address(page, "/submitted"))
    walk.follow(page, "working copy")
    walk.reads(page, "Your working copy")
    look(page, "nothing noted")
    walk.follow(page, "Write down who leads")
    walk.reads(page, "How is this going?")
    walk.press(page, "Save and go back to the list")
    walk.refuses(page, "Select how it is going")
    look(page, "refused")
    page.get_by_label("Stuck").check()
    page.get_by_label("Anything to remember?").fill("Nobody has the time")
    walk.press(page, "Save and go back to the list")
    expect(page.get_by_text("Nobody has the time")).to_be_visible()
    page.goto(walk.address(page, FIRST.replace("/criteria", "/working")))
    look(page, "as submitted")
    page.get_by_label("How are things now, and where would someone find it?").fill(NOTED)
    walk.press(page, "Save and go back to the list")
    expect(page.get_by_text("Noted on")).to_be_visible()
    look(page, "something noted")
    page.goto(walk.address(page, FIRST.replace("/criteria", "/working")))
    look(page, "noted")
    page.goto(walk.address(page, "/copies"))
    look(page, "with a working copy")


def say_what_we_are(page, look):
    page.goto(walk.address(page, "/about"))
    expect(page.get_by_text("Last time you said: 2 to 9")).to_be_visible()
    look(page, "last time")
    walk.tell_about(page)


def see_what_is_left(page, look):
    walk.reads(page, "Your self-assessment")
    expect(page.get_by_text("are left to confirm or rewrite")).to_be_visible()
    look(page, "last time")
    walk.follow(page, "See which questions have changed")
    walk.reads(page, re.compile("^What has changed since"))
    look(page)
    page.goto(walk.address(page, "/standards/1"))
    look(page, "last time")


def confirm_and_rewrite(page, look):
    page.goto(walk.address(page, FIRST))
    expect(page.get_by_text(NOTED)).to_be_visible()
    look(page, "last time, noted since")
    page.get_by_text("What you submitted").click()
    look(page, "last time, all of it")
    walk.press(page, "This is still true")
    walk.reads(page, "What will you do?")
    page.goto(walk.address(page, FIRST))
    expect(page.get_by_text("Confirmed as still true at")).to_be_visible()
    assert walk.saved_answer(page) == NOTED
    look(page, "last time, confirmed")
    page.goto(walk.address(page, SECOND))
    walk.write_answer(page, "New this year.")
    page.get_by_role("button", name="Use this text as my start").first.click()
    expect(page.get_by_text("Your earlier text is in the box below")).to_be_visible()
    assert walk.saved_answer(page) == f"New this year.\n\n{SAID}"
    look(page, "last time, in the box")
    walk.press(page, "This is still true")
    walk.refuses(page, re.compile("^You have written something below"))
    look(page, "last time, typed over")


def carry_on_with_the_plan(page, look):
    page.goto(walk.address(page, "/actions"))
    expect(page.get_by_text("Stuck: Nobody has the time")).to_be_visible()
    look(page, "last time")
    page.get_by_role("link", name=re.compile("^Carry on with it")).click()
    expect(page.get_by_label("What will you do?")).to_have_value("Write down who leads")
    look(page)
    walk.press(page, "Save and continue")
    walk.reads(page, "Your action plan")
    expect(page.get_by_role("link", name=re.compile("^Carry on with it"))).to_have_count(0)


def without_javascript(page, new_context):
    """The same buttons, and Enter on a level saves and confirms nothing."""
    state = page.context.storage_state()
    plain = new_context(java_script_enabled=False, storage_state=state).new_page()
    plain.goto(walk.address(page, THIRD))
    plain.get_by_role("button", name="Use this text as my start").first.click()
    assert walk.saved_answer(plain) == SAID
    plain.goto(walk.address(page, THIRD))
    plain.get_by_label(walk.MEETS, exact=True).press("Enter")
    plain.goto(walk.address(page, THIRD))
    expect(plain.get_by_text("Confirmed as still true at")).to_have_count(0)
    plain.get_by_text(re.compile("^What you said in")).click()
    walk.press(plain, "This is still true")
    plain.goto(walk.address(page, THIRD))
    expect(plain.get_by_text("Confirmed as still true at")).to_be_visible()
