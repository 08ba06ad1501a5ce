"""Every mail of a cycle in its own words, for a made-up organisation; and a test of all of them."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.domain.errors import NotFound
from chalicelib.emails.messages import MESSAGES
from chalicelib.services.mail_previews import FACTS, mails_of, preview_mail, send_test
from tests.support import builders
from tests.support.mail import posting_parts, work

US = builders.partnership()


@pytest.fixture
def parts():
    made = posting_parts()
    made.commit(made.organisations.partnership_saved(US), made.cycles.saved(builders.cycle()))
    made.commit(made.organisations.staff_saved(builders.staff()))
    return made


def names(parts, sector, cycle=None):
    return [listed.mail for listed in mails_of(parts, US, cycle or builders.cycle(whole_ladder=True), sector)]


@pytest.mark.parametrize("sector", ["school", "police", "voluntary"])
def test_every_mail_is_composed_in_its_real_words(parts, sector):
    cycle = builders.cycle(sectors=(sector,), whole_ladder=True)
    for name in names(parts, sector, cycle):
        shown = preview_mail(parts, US, cycle, sector, name)
        assert shown.subject
        assert US.help_phone in shown.text
        assert "</body>" in shown.html


def test_voluntary_groups_get_an_offer_and_nothing_further(parts):
    assert "offer_to_talk" in names(parts, "voluntary")
    assert not {"chair", "approvers_help", "reminder_just_past"} & set(names(parts, "voluntary"))
    long = builders.cycle(whole_ladder=True, closes_on=date(2027, 5, 28))
    assert {"chair", "approvers_help"} <= set(names(parts, "school", long))
    assert "chair" not in names(parts, "school"), "there are no days for it before the cycle closes"
    with pytest.raises(NotFound):
        preview_mail(parts, US, builders.cycle(whole_ladder=True), "voluntary", "chair")


def test_what_is_known_here_is_what_is_sent():
    assert set(FACTS) <= set(MESSAGES)


def test_a_test_goes_to_one_address_and_pressed_twice_goes_once(parts):
    cycle = builders.cycle()
    number = send_test(parts, cycle, "s-coordinator")
    assert send_test(parts, cycle, "s-coordinator") == 0
    work(parts)
    assert len(parts.sender.sent) == number > 12
    assert {m.to for m in parts.sender.sent} == {"coordinator@saltmarsh.example.org"}
    assert {m.cc for m in parts.sender.sent} == {""}
    for message in parts.sender.sent:
        assert message.subject.startswith("Test: ")
        assert message.text.startswith("This is a test")
        assert "This is a test" in message.html
    assert list(parts.returns.headers(cycle.id)) == []


def test_no_test_to_somebody_who_has_left_the_staff(parts):
    send_test(parts, builders.cycle(), "s-coordinator")
    parts.commit(parts.organisations.staff_saved(replace(builders.staff(), active=False)))
    work(parts)
    assert parts.sender.sent == []
