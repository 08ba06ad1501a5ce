"""Each mail of the queue: is it still due, to whom, with which link, and what is kept of it."""

from dataclasses import replace

import pytest

from chalicelib.domain.credentials import CredentialKind, hash_of
from chalicelib.domain.cycles import CycleStatus
from chalicelib.domain.errors import Busy, LinkRefused
from chalicelib.domain.organisations import ContactState, Role
from chalicelib.domain.progress import section_progress
from chalicelib.domain.returns import ReturnStatus, SentBack
from chalicelib.domain.tasks import Task, TaskState, key_of_tag
from chalicelib.services.entering import enter
from chalicelib.services.links import ask_for_new_link, look
from chalicelib.services.ports import SendRefused
from chalicelib.services.staff_entry import ask_to_sign_in, enter_staff
from tests.support.builders import (
    APPROVER,
    LEAD,
    PROFILE,
    contact,
    cycle,
    framework,
    organisation,
    partnership,
    staff,
)
from tests.support.mail import again, link_in, posting_parts, queued, return_with_contacts, work
from tests.support.people import CY, GOV


@pytest.fixture
def parts():
    return posting_parts()


def sent_to(parts) -> list[tuple[str, str]]:
    return [(message.to, message.subject) for message in parts.sender.sent]


def test_an_invitation_comes_from_the_partnership_and_answers_go_to_a_person(parts):
    made = return_with_contacts(parts)
    task = queued(parts, "mail.invitation", made.ref, person=LEAD.id)
    assert work(parts).done == 1
    (message,) = parts.sender.sent
    assert message.to == LEAD.email
    assert message.subject == "Your safeguarding self-assessment: please send by 19 March"
    assert message.sender_name == "Saltmarsh Safeguarding Children Partnership"
    assert (message.sender, message.reply_to) == (partnership().sender_email, partnership().help_email)
    assert message.cc == ""
    assert key_of_tag(message.tag) == (task.partnership_id, task.subject, task.intent)
    assert "Organisation 1’s safeguarding self-assessment is open." in message.text


def test_its_link_opens_the_return_for_that_person_and_says_which_mail_it_came_with(parts):
    made = return_with_contacts(parts)
    task = queued(parts, "mail.approval", made.ref, person=APPROVER.id)
    parts.commit(
        parts.returns.changed(
            made, {"status": ReturnStatus.AWAITING_APPROVAL}, while_in=(ReturnStatus.NOT_STARTED,)
        )
    )
    work(parts)
    link = link_in(parts.sender.sent[0])
    base, token = link.rsplit("/", 1)
    assert base == "https://audit.example.org/api/i"
    assert look(parts, token).person == APPROVER
    (credential,) = parts.credentials.of_subject(task.subject)
    assert (credential.sent_with, credential.expires_at) == (task.intent, None)


def test_the_trail_keeps_the_providers_id_and_no_address_name_or_token(parts):
    made = return_with_contacts(parts)
    task = queued(parts, "mail.invitation", made.ref, person=LEAD.id)
    work(parts)
    (event,) = parts.trail.of(task.subject)
    assert event.what == "mail.sent"
    assert event.details == {"mail": "invitation", "person": LEAD.id, "message": "message-1"}
    assert again(parts, task).note == "sent"


def test_the_link_works_before_its_mail_leaves(parts):
    made = return_with_contacts(parts)
    queued(parts, "mail.invitation", made.ref, person=LEAD.id)
    opened = []

    class Impatient:
        def send(self, message):
            opened.append(enter(parts, link_in(message).rsplit("/", 1)[1]))
            return "m1"

    parts.sender = Impatient()
    assert work(parts).done == 1
    assert opened[0].ref == made.ref


def test_nothing_leaves_when_its_link_could_not_be_kept(parts):
    made = return_with_contacts(parts)
    task = queued(parts, "mail.invitation", made.ref, person=LEAD.id)
    commit = parts.commit

    def breaks(*writes):
        if any("CRED#" in write.key.pk for each in writes for write in each):
            raise Busy
        commit(*writes)

    parts.commit = breaks
    work(parts)
    assert parts.sender.sent == []
    assert again(parts, task).state is TaskState.READY


@pytest.mark.parametrize("error", [TimeoutError(), ConnectionResetError(), RuntimeError("500")])
def test_a_send_that_broke_off_is_unknown(parts, error):
    made = return_with_contacts(parts)
    task = queued(parts, "mail.receipt", made.ref, person=LEAD.id)
    parts.sender.refuse = [error]
    work(parts)
    assert (again(parts, task).state, again(parts, task).note) == (TaskState.UNKNOWN, type(error).__name__)


def test_an_address_that_cannot_be_is_a_matter_for_staff(parts):
    made = return_with_contacts(parts)
    task = queued(parts, "mail.invitation", made.ref, person=LEAD.id)
    parts.sender.refuse = [SendRefused("address")]
    assert work(parts).failed == 1
    assert again(parts, task).note == "address"
    states = {c.id: c.state for c in parts.organisations.contacts("saltmarsh")}
    assert states == {LEAD.id: ContactState.BOUNCED, APPROVER.id: ContactState.OK}
    (header,) = parts.returns.headers("cycle2027")
    assert header.mail_state == "bounced"
    assert [event.what for event in parts.trail.of(task.subject)] == ["mail.bounced"]


def test_a_mail_that_the_provider_will_not_take_is_not_tried_for_ever(parts):
    made = return_with_contacts(parts)
    task = queued(parts, "mail.invitation", made.ref, person=LEAD.id)
    parts.sender.refuse = [SendRefused("message")]
    assert work(parts).failed == 1
    assert again(parts, task).note == "message"


@pytest.mark.parametrize("state", [ContactState.BOUNCED, ContactState.COMPLAINED, ContactState.LEFT])
def test_no_mail_goes_to_an_address_that_it_does_not_reach(parts, state):
    made = return_with_contacts(parts)
    lost = contact(1, id="elsewhere", email=LEAD.email.upper(), state=state)
    parts.commit(parts.organisations.contact_saved("saltmarsh", lost))
    task = queued(parts, "mail.invitation", made.ref, person=LEAD.id)
    assert work(parts).done == 1
    assert parts.sender.sent == []
    assert again(parts, task).note == f"not due: {state}"


def test_a_person_who_is_gone_gets_nothing(parts):
    made = return_with_contacts(parts)
    task = queued(parts, "mail.approval", made.ref, person="p-gone")
    work(parts)
    assert (parts.sender.sent, again(parts, task).note) == ([], "not due: person gone")


@pytest.mark.parametrize(
    ("kind", "person", "changes", "note"),
    [
        ("mail.invitation", LEAD, {"status": ReturnStatus.SUBMITTED}, "not due: submitted"),
        ("mail.invitation", LEAD, {"status": ReturnStatus.AWAITING_APPROVAL}, "not due: awaiting_approval"),
        ("mail.approval", APPROVER, {"status": ReturnStatus.IN_PROGRESS}, "not due: in_progress"),
        ("mail.approval", APPROVER, {"status": ReturnStatus.SUBMITTED}, "not due: submitted"),
        ("mail.sent_back", LEAD, {}, "not due: asked for approval again"),
    ],
)
def test_what_came_about_meanwhile_makes_a_mail_needless(parts, kind, person, changes, note):
    made = return_with_contacts(parts, **changes)
    task = queued(parts, kind, made.ref, person=person.id)
    work(parts)
    assert (parts.sender.sent, again(parts, task).note) == ([], note)


@pytest.mark.parametrize(
    ("status", "kind", "sent"),
    [
        (CycleStatus.CLOSED, "mail.invitation", 0),
        (CycleStatus.CLOSED, "mail.new_link", 1),
        (CycleStatus.ARCHIVED, "mail.new_link", 0),
    ],
)
def test_a_cycle_that_is_over_sends_what_still_helps(parts, status, kind, sent):
    made = return_with_contacts(parts)
    parts.commit(parts.cycles.saved(cycle(status=status)))
    queued(parts, kind, made.ref, person=LEAD.id)
    work(parts)
    assert len(parts.sender.sent) == sent


def test_the_receipt_speaks_to_each_in_their_part(parts):
    made = return_with_contacts(parts, status=ReturnStatus.SUBMITTED)
    for person in (LEAD, APPROVER):
        task = Task(
            partnership_id="saltmarsh",
            subject=f"RETURN#{made.ref}",
            intent=f"mail#receipt#{person.id}#1",
            kind="mail.receipt",
            payload={"ref": made.ref, "person": person.id},
            due=parts.now(),
        )
        parts.commit(parts.tasks.added(task))
    work(parts)
    texts = {message.to: message.text for message in parts.sender.sent}
    assert "Harriet Head has approved Organisation 1’s safeguarding" in texts[LEAD.email]
    assert "You have approved Organisation 1’s safeguarding" in texts[APPROVER.email]


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("changes", "Harriet Head asks for some changes"),
        ("not_me", "Somebody else needs to approve Organisation 1’s self-assessment"),
    ],
)
def test_what_came_back_is_said_without_the_note_itself(parts, kind, subject):
    back = SentBack(kind=kind, by="Harriet Head", at=parts.now(), note="The child in year 4")
    made = return_with_contacts(parts, status=ReturnStatus.IN_PROGRESS, sent_back=back)
    queued(parts, "mail.sent_back", made.ref, person=LEAD.id)
    work(parts)
    (message,) = parts.sender.sent
    assert message.subject == subject
    assert "year 4" not in message.text + message.html


def test_a_new_link_once_an_hour_and_every_earlier_one_still_works(parts):
    made = return_with_contacts(parts)
    for _ in range(3):
        ask_for_new_link(parts, made.ref, LEAD.id)
        work(parts)
    assert len(parts.sender.sent) == 1
    parts.clock.move(hours=1)
    ask_for_new_link(parts, made.ref, LEAD.id)
    work(parts)
    links = [link_in(message).rsplit("/", 1)[1] for message in parts.sender.sent]
    assert len(set(links)) == 2
    for token in links:
        assert look(parts, token).person == LEAD


def test_staff_get_a_link_that_works_once_for_a_quarter_of_an_hour_from_when_it_was_sent(parts):
    member = staff()
    parts.commit(
        parts.organisations.partnership_saved(partnership()), parts.organisations.staff_saved(member)
    )
    ask_to_sign_in(parts, member.email)
    parts.clock.move(hours=2)  # the provider was busy: the quarter of an hour starts now
    work(parts)
    (message,) = parts.sender.sent
    assert (message.to, message.subject) == (member.email, "Your sign-in link")
    assert "The link works once, until 12:15pm." in message.text
    base, token = link_in(message).rsplit("/", 1)
    assert base == "https://audit.example.org/api/staff/enter"
    credential = parts.credentials.get(hash_of(token))
    assert (credential.kind, credential.subject, credential.person) == (
        CredentialKind.SIGN_IN,
        "saltmarsh",
        member.id,
    )
    assert enter_staff(parts, token)
    with pytest.raises(LinkRefused, match="used"):
        enter_staff(parts, token)


def test_staff_who_have_left_get_none(parts):
    member = staff()
    parts.commit(
        parts.organisations.partnership_saved(partnership()), parts.organisations.staff_saved(member)
    )
    ask_to_sign_in(parts, member.email)
    parts.commit(parts.organisations.staff_saved(replace(member, active=False)))
    work(parts)
    assert parts.sender.sent == []


def planned(parts, **changes):
    coming = cycle(status=CycleStatus.PLANNED, **changes)
    parts.commit(parts.organisations.partnership_saved(partnership()), parts.cycles.saved(coming))
    parts.commit(parts.organisations.organisation_saved("saltmarsh", organisation()))
    lead, head = contact(1), contact(1, Role.APPROVER, email="head1@example.org")
    parts.commit(*(parts.organisations.contact_saved("saltmarsh", c) for c in (lead, head)))
    task = Task(
        partnership_id="saltmarsh",
        subject=f"CYCLE#{coming.id}",
        intent="mail#heads_up#org001",
        kind="mail.heads_up",
        payload={"cycle": coming.id, "organisation": "org001", "contact": lead.id},
        due=parts.now(),
    )
    parts.commit(parts.tasks.added(task))
    return task, lead, head


def test_a_heads_up_has_no_link_and_a_copy_for_the_approver(parts):
    task, lead, head = planned(parts)
    work(parts)
    (message,) = parts.sender.sent
    assert (message.to, message.cc) == (lead.email, head.email)
    assert message.subject == "Your safeguarding self-assessment opens on 12 January"
    assert "://" not in message.text + message.html
    assert parts.credentials.of_subject(task.subject) == []


def test_a_heads_up_to_nobody_or_too_late_is_not_sent(parts):
    task, lead, _ = planned(parts)
    parts.commit(parts.cycles.saved(cycle(status=CycleStatus.OPEN)))
    work(parts)
    assert again(parts, task).note == "not due: open"
    parts.commit(
        parts.tasks.added(replace(task, intent="mail#heads_up#again")),
        parts.cycles.saved(cycle(status=CycleStatus.PLANNED)),
        parts.organisations.contact_saved("saltmarsh", replace(lead, state=ContactState.LEFT)),
    )
    work(parts)
    assert parts.sender.sent == []


# The people who help, and who comes after


HELPED = {LEAD.id: LEAD, CY.id: CY, GOV.id: GOV, APPROVER.id: APPROVER}


def status_of(parts, made, status):
    parts.commit(parts.returns.changed(made, {"status": status}, while_in=tuple(ReturnStatus)))


def test_a_colleague_reads_which_parts_and_about_how_long(parts):
    made = return_with_contacts(parts, people=HELPED, profile=PROFILE)
    queued(parts, "mail.contributor", made.ref, person=CY.id)
    work(parts)
    assert sent_to(parts) == [(CY.email, "Lena Lead asked you to answer 1 part")]
    text = parts.sender.sent[0].text
    assert f"one part of it: {framework().section(2).short_title}." in text
    assert "Please answer by Friday 19 March 2027" in text


def test_a_reader_is_told_that_comments_stay_inside(parts):
    made = return_with_contacts(parts, people=HELPED)
    queued(parts, "mail.reader", made.ref, person=GOV.id)
    work(parts)
    assert sent_to(parts) == [(GOV.email, "Lena Lead asked you to read Organisation 1’s self-assessment")]
    assert "Saltmarsh Safeguarding Children Partnership never sees them" in parts.sender.sent[0].text


@pytest.mark.parametrize(
    ("kind", "person", "status"),
    [
        ("contributor", GOV.id, ReturnStatus.IN_PROGRESS),
        ("contributor", CY.id, ReturnStatus.SUBMITTED),
        ("reader", CY.id, ReturnStatus.IN_PROGRESS),
        ("successor", CY.id, ReturnStatus.IN_PROGRESS),
        ("contributor", "gone", ReturnStatus.IN_PROGRESS),
    ],
)
def test_what_is_not_theirs_any_more_is_not_sent(parts, kind, person, status):
    made = return_with_contacts(parts, people=HELPED)
    status_of(parts, made, status)
    task = queued(parts, f"mail.{kind}", made.ref, person=person)
    work(parts)
    assert parts.sender.sent == []
    assert again(parts, task).note.startswith("not due: ")


def test_the_lead_hears_how_far_a_colleague_got_and_nothing_once_they_go_on(parts):
    made = return_with_contacts(parts, people=HELPED, profile=PROFILE, ratings={"S02-01": 3})
    finished = {f"people.{CY.id}.finished_at": parts.now()}
    parts.commit(parts.returns.changed(made, finished, while_in=tuple(ReturnStatus)))
    queued(parts, "mail.part_finished", made.ref, person=LEAD.id, colleague=CY.id)
    work(parts)
    assert sent_to(parts) == [(LEAD.email, "Cy Colleague has finished their part")]
    total = len(section_progress(framework(), parts.returns.get(made.ref), 2).criteria)
    assert f"1 of {total} questions have an answer" in parts.sender.sent[0].text

    gone_on = (f"people.{CY.id}.finished_at",)
    parts.commit(parts.returns.changed(made, {}, remove=gone_on, while_in=tuple(ReturnStatus)))
    later = replace(queued_task("mail.part_finished", made.ref, parts, colleague=CY.id), intent="later")
    parts.commit(parts.tasks.added(later))
    work(parts)
    assert len(parts.sender.sent) == 1


def queued_task(kind, ref, parts, **payload):
    return Task(
        partnership_id="saltmarsh",
        subject=f"RETURN#{ref}",
        intent="test",
        kind=kind,
        payload={"ref": ref, "person": LEAD.id, **payload},
        due=parts.now(),
    )


def test_a_successor_reads_who_handed_over(parts):
    made = return_with_contacts(parts)
    task = replace(
        queued_task("mail.successor", made.ref, parts),
        payload={"ref": made.ref, "person": LEAD.id, "from": "Olga Old"},
    )
    parts.commit(parts.tasks.added(task))
    work(parts)
    assert sent_to(parts) == [(LEAD.email, "Olga Old handed Organisation 1’s self-assessment over to you")]
