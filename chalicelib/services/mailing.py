"""The mails that wait in the queue: for each kind of task, the work of sending it."""

from collections.abc import Iterable, Mapping

from chalicelib.domain.credentials import SIGN_IN_LASTS, Credential, CredentialKind, hash_of
from chalicelib.domain.cycles import CycleStatus, Sharing, group_of
from chalicelib.domain.framework import minutes, visible_criteria
from chalicelib.domain.ladder import Step
from chalicelib.domain.organisations import Contact, ContactState, Role
from chalicelib.domain.reminders import HERALDED
from chalicelib.domain.tasks import NEVER_HELD, Task
from chalicelib.domain.times import london_day
from chalicelib.services import circulars, feedback_mails, reminder_mails, return_mails
from chalicelib.services.holding import unless_held
from chalicelib.services.mail_previews import cycle_test
from chalicelib.services.ports import Parts
from chalicelib.services.posting import Draft, post
from chalicelib.services.queue import Outcome, Work
from chalicelib.services.return_mails import Facts, about_return
from chalicelib.services.together import together


def heads_up(parts: Parts, task: Task) -> Outcome:
    """To the lead, with a copy to the approver: a cycle opens soon."""
    cycle = parts.cycles.get(task.payload["cycle"])
    organisation = parts.organisations.organisation(task.partnership_id, task.payload["organisation"])
    partnership = parts.organisations.partnership(task.partnership_id)
    if cycle is None or organisation is None or organisation.retired or partnership is None:
        return Outcome(note="not due: gone")
    group = group_of(cycle, organisation.sector, organisation.id)
    opened = cycle.status is not CycleStatus.PLANNED and not cycle.groups
    if opened or cycle.status not in HERALDED or group.opens_on <= london_day(parts.now()):
        return Outcome(note=f"not due: {cycle.status}")
    contacts = [
        contact
        for contact in parts.organisations.contacts(task.partnership_id, organisation.id)
        if contact.state is ContactState.OK
    ]
    lead = next((contact for contact in contacts if contact.id == task.payload["contact"]), None)
    if lead is None:
        return Outcome(note="not due: person gone")
    criteria = visible_criteria(parts.framework(cycle.framework), organisation.sector, {})
    draft = Draft(
        message="heads_up",
        facts={
            "organisation": organisation.name,
            "minutes": minutes(criteria),
            "opens_on": group.opens_on,
            "due_on": group.due_on,
            "everything": cycle.sharing is Sharing.EVERYTHING,
        },
        partnership=partnership,
        person=lead.id,
        name=lead.name,
        email=lead.email,
        copy_to=_approver(contacts),
    )
    return post(parts, task, draft)


def _approver(contacts: Iterable[Contact]) -> str:
    return next((contact.email for contact in contacts if contact.role is Role.APPROVER), "")


def sign_in(parts: Parts, task: Task) -> Outcome:
    """To staff: a link that works once, for a quarter of an hour from now."""
    member = parts.organisations.staff_member(task.partnership_id, task.payload["staff"])
    partnership = parts.organisations.partnership(task.partnership_id)
    if member is None or not member.active or partnership is None:
        return Outcome(note="not due: person gone")
    token, now = parts.new_token(), parts.now()
    credential = Credential(
        token_hash=hash_of(token),
        kind=CredentialKind.SIGN_IN,
        subject=member.partnership_id,
        person=member.id,
        created_at=now,
        expires_at=now + SIGN_IN_LASTS,
        sent_with=task.intent,
    )
    draft = Draft(
        message="staff_sign_in",
        facts={"expires_at": now + SIGN_IN_LASTS},
        partnership=partnership,
        person=member.id,
        name=member.name,
        email=member.email,
        link=f"{parts.public_url}/staff/enter/{token}",
        link_works=parts.credentials.issued(credential),
    )
    return post(parts, task, draft)


_REMINDERS: Mapping[Step, Facts] = {
    Step.NOT_OPENED: reminder_mails.not_opened,
    Step.STARTED: reminder_mails.started,
    Step.NEARLY_DUE: reminder_mails.nearly_due,
    Step.JUST_PAST: reminder_mails.just_past,
}

_WORKS: Mapping[str, Work] = {
    "mail.heads_up": heads_up,
    "mail.sign_in": sign_in,
    "mail.cycle_test": cycle_test,
    "mail.invitation": about_return("invitation", return_mails.invitation),
    "mail.approval": about_return("approval", return_mails.approval),
    "mail.receipt": about_return("receipt", return_mails.receipt),
    "mail.sent_back": about_return("sent_back", return_mails.sent_back),
    "mail.question": about_return("question", return_mails.question),
    "mail.contributor": about_return("contributor", return_mails.contributor),
    "mail.reader": about_return("reader", return_mails.reader),
    "mail.successor": about_return("successor", return_mails.successor),
    "mail.part_finished": about_return("part_finished", return_mails.part_finished),
    "mail.feedback": about_return("feedback", feedback_mails.feedback),
    "mail.barrier_reply": about_return("barrier_reply", feedback_mails.barrier_reply),
    "mail.circular": about_return("circular", circulars.circular),
    "mail.code": return_mails.code,
    "mail.new_link": about_return("new_link", return_mails.new_link),
    "mail.reminder_not_opened": together("reminder_not_opened", _REMINDERS),
    "mail.reminder_started": together("reminder_started", _REMINDERS),
    "mail.reminder_nearly_due": together("reminder_nearly_due", _REMINDERS),
    "mail.reminder_just_past": together("reminder_just_past", _REMINDERS),
    "mail.offer_to_talk": about_return("offer_to_talk", reminder_mails.offer_to_talk),
    "mail.approvers_help": reminder_mails.approvers_help,
    "mail.chair": reminder_mails.chair,
    "mail.approval_reminder": about_return("approval_reminder", reminder_mails.approval_again),
}

MAILS: Mapping[str, Work] = {
    kind: work if kind in NEVER_HELD else unless_held(work) for kind, work in _WORKS.items()
}
