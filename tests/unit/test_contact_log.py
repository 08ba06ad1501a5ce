"""Proof of contact: one line a mail with the weightiest thing that was heard of it, calls and letters."""

from datetime import timedelta

import pytest

from chalicelib.domain.calls import Outcome, Way
from chalicelib.domain.contact_log import Kind
from chalicelib.domain.errors import NotFound
from chalicelib.domain.mail_events import MailEvent, MailFate
from chalicelib.domain.trail import Event
from chalicelib.handlers.provider_events import mail_event
from chalicelib.services.calling import Heard, note_call
from chalicelib.services.contact_log import contact_log
from chalicelib.services.delivery import record
from tests.support.builders import LEAD, organisation
from tests.support.fakes import FakeParts
from tests.support.mail import queued, return_with_contacts, work


@pytest.fixture
def parts():
    return FakeParts()


def told(parts, task, fate, minutes=1, **more):
    at = parts.now() + timedelta(minutes=minutes)
    record(parts, MailEvent(fate=fate, tag=task.tag, at=at, message_id="message-1", **more))


def lines(parts, ref=""):
    return [(line.kind, line.what, line.outcome) for line in contact_log(parts, "saltmarsh", "org001", ref)]


def test_one_line_a_mail_with_what_became_of_it_in_any_order(parts):
    made = return_with_contacts(parts)
    task = queued(parts, "mail.new_link", made.ref, person=LEAD.id)
    work(parts)
    assert lines(parts) == [(Kind.MAIL, "new_link", "sent")]
    told(parts, task, MailFate.DELAYED, 1, why="General")
    assert lines(parts) == [(Kind.MAIL, "new_link", "delayed")]
    told(parts, task, MailFate.DELIVERED, 9)
    told(parts, task, MailFate.DELAYED, 5)
    (line,) = contact_log(parts, "saltmarsh", "org001")
    assert (line.outcome, line.at, line.person) == ("delivered", parts.now(), LEAD.id)
    assert line.heard_at == parts.now() + timedelta(minutes=9)


def test_what_is_permanent_and_what_is_not_are_told_apart(parts):
    made = return_with_contacts(parts)
    task = queued(parts, "mail.new_link", made.ref, person=LEAD.id)
    work(parts)
    told(parts, task, MailFate.RETURNED, why="Transient MailboxFull")
    (line,) = contact_log(parts, "saltmarsh", "org001")
    assert (line.outcome, line.why) == ("returned", "Transient MailboxFull")
    told(parts, task, MailFate.BOUNCED, 3, why="Permanent NoEmail")
    (line,) = contact_log(parts, "saltmarsh", "org001")
    assert (line.outcome, line.why) == ("bounced", "Permanent NoEmail")


def test_calls_replies_and_letters_stand_beside_the_mails(parts):
    made = return_with_contacts(parts)
    for way, ref in ((Way.WE_RANG, made.ref), (Way.THEY_RANG, "")):
        note_call(
            parts, "saltmarsh", "org001", "s", Heard(once="", outcome=Outcome.NO_ANSWER, way=way, ref=ref)
        )
        parts.clock.move(minutes=1)
    letter = Event(
        subject=f"RETURN#{made.ref}", at=parts.now(), actor="s", what="letter.made", details={"letter": "l1"}
    )
    parts.commit(parts.trail.recorded(letter))
    assert [kind for kind, _, _ in lines(parts, made.ref)] == [Kind.LETTER, Kind.REPLY, Kind.CALL]


def test_nobody_reads_the_log_of_what_is_not_theirs(parts):
    return_with_contacts(parts)
    parts.commit(parts.organisations.organisation_saved("saltmarsh", organisation(2)))
    with pytest.raises(NotFound):
        contact_log(parts, "elsewhere", "org001")
    with pytest.raises(NotFound):
        contact_log(parts, "saltmarsh", "org002", "K7P-223")


def test_what_ses_says_of_a_delay_and_a_bounce():
    mail = {"tags": {"task": ["t"]}, "messageId": "m", "timestamp": "2027-01-12T10:00:00Z"}
    recipients = [{"emailAddress": "a@example.org"}]
    delay = {"delayType": "MailboxFull", "timestamp": "2027-01-12T11:00:00Z", "delayedRecipients": recipients}
    found = mail_event({"eventType": "DeliveryDelay", "mail": mail, "deliveryDelay": delay})
    assert (found.fate, found.why, found.at.hour) == (MailFate.DELAYED, "MailboxFull", 11)
    assert found.addresses == ("a@example.org",)
    for kind, fate in (("Permanent", MailFate.BOUNCED), ("Transient", MailFate.RETURNED)):
        bounce = {"bounceType": kind, "bounceSubType": "General", "bouncedRecipients": recipients}
        found = mail_event({"eventType": "Bounce", "mail": mail, "bounce": bounce})
        assert (found.fate, found.why) == (fate, f"{kind} General")
