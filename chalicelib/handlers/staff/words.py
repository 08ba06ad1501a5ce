"""What staff read of states and mails."""

from collections.abc import Mapping
from datetime import date, datetime

from chalicelib.domain.cycles import Cycle, CycleStatus, Rhythm, Sharing
from chalicelib.domain.funnel import Stage
from chalicelib.domain.organisations import ContactState, Role
from chalicelib.domain.returns import Part, Person, Return
from chalicelib.domain.tasks import FINISHED, Task, TaskState
from chalicelib.domain.times import count, day_of_week
from chalicelib.domain.trail import Event

STAGES = {
    Stage.SUBMITTED: "Submitted",
    Stage.AWAITING_APPROVAL: "Waiting for approval",
    Stage.IN_PROGRESS: "In progress",
    Stage.NOT_STARTED: "Not started",
    Stage.UNREACHED: "No contact or mail comes back",
}
ROLES = {
    Role.LEAD: "Safeguarding lead",
    Role.APPROVER: "Approver",
    Role.CHAIR: "Chair",
    Role.IMPROVEMENT_REPRESENTATIVE: "Improvement representative",
    Role.OTHER: "Other",
}
# In the order in which they are listed.
PARTS = {
    Part.LEAD: "Lead",
    Part.CONTRIBUTOR: "Answers parts",
    Part.READER: "Reads and comments",
    Part.SCRIBE: "Enters what they tell us",
    Part.APPROVER: "Approver",
}
CONTACT_STATES = {
    ContactState.OK: "In use",
    ContactState.BOUNCED: "Mail comes back",
    ContactState.COMPLAINED: "Marked our mail as unwanted",
    ContactState.NOT_THEM: "Says that it is somebody else",
    ContactState.LEFT: "No longer written to",
}
NEXT_STEPS = {
    ContactState.BOUNCED: "Ring and ask for the right address. Then change it.",
    ContactState.COMPLAINED: "Ring, and ask who would like to hear from us. We do not write to this address"
    " until you say that we may.",
    ContactState.NOT_THEM: "Ask whoever leads there who approves it now. Then add that person.",
    ContactState.LEFT: "They left, and nobody leads on safeguarding. Ask who took over, and add them.",
}
_HAPPENED = {
    "organisation.imported": "Added by an import",
    "organisation.import_changed": "Changed by an import",
    "organisation.added": "Added by hand",
    "organisation.changed": "Facts changed",
    "organisation.retired": "Retired",
    "organisation.brought_back": "Brought back",
    "organisation.merged": "Merged",
    "organisation.not_the_same": "Said to be another organisation than one that looks like it",
    "contact.imported": "Contact added by an import",
    "contact.import_changed": "Contact changed by an import",
    "contact.added": "Contact added",
    "contact.changed": "Contact changed",
    "contact.moved": "Contact came from the record that was merged",
    "contact.bounced": "Mail to a contact came back",
    "contact.complained": "A contact marked our mail as unwanted",
    "contact.not_them": "A contact said that it is somebody else",
}
_NOT_STAFF = {"mail": "The mail provider", "operator": "The operator", "schedule": "The schedule"}
_NOT_SHOWN = {"organisation", "contact", "other", "from"}


def happened(
    event: Event, staff: Mapping[str, str], contacts: Mapping[str, str]
) -> tuple[datetime, str, str, list[str]]:
    """When, who, what, and what exactly, of one line of an organisation's history. `staff` and `contacts`:
    id → name, as they are known now: the trail itself holds no names of people.
    """
    said = [contacts[about]] if (about := event.details.get("contact", "")) in contacts else []
    said += [
        value if name in ("changed", "name") else f"{name}: {value}".capitalize()
        for name, value in event.details.items()
        if name not in _NOT_SHOWN and value
    ]
    others = "The organisation" if event.what == "contact.not_them" else "Somebody"
    who = staff.get(event.actor) or _NOT_STAFF.get(event.actor, others)
    return event.at, who, _HAPPENED.get(event.what, event.what), said


_MAIL_STATES = {
    TaskState.READY: "Waiting to be sent",
    TaskState.CLAIMED: "Being sent",
    TaskState.DONE: "Sent",
    TaskState.FAILED: "Could not be sent",
    TaskState.UNKNOWN: "Perhaps sent: we are waiting to hear",
    TaskState.HELD: "Held: not sent until you release it",
}
_MAIL_NOTES = {
    "delivered": "Delivered",
    "complained": "Marked as unwanted",
    "bounced": "Came back: the address does not work",
    "address": "Came back: the address does not work",
    "delayed": "On its way: their mail server has not taken it yet",
    "returned": "Did not arrive this time: the mailbox was full, or they are away",
    "unsettled": "Nobody can tell whether it arrived",
}
CYCLE_STATES = {
    CycleStatus.PLANNED: "Planned",
    CycleStatus.OPENING: "Opening now",
    CycleStatus.OPEN: "Open",
    CycleStatus.PAUSED: "Paused",
    CycleStatus.CLOSED: "Closed",
    CycleStatus.ARCHIVED: "Archived",
}
RHYTHMS = {
    Rhythm.ONCE: "Once: nothing is proposed after it",
    Rhythm.ANNUAL: "Every year",
    Rhythm.TWO_YEARLY: "Every 2 years",
    Rhythm.ROLLING: "All year round, group by group",
}
SHARING = {
    Sharing.EVERYTHING: "Everything",
    Sharing.RATINGS: "Ratings, actions and the shared questions only",
}
SHARING_HINTS = {
    Sharing.EVERYTHING: "All answers and the evidence, once they are submitted",
    Sharing.RATINGS: "Notes and evidence stay with each organisation until it shares them or is chosen for a "
    "visit. The next page asks which questions are shared",
}
_MAILS = {
    "heads_up": "Opens soon",
    "invitation": "Invitation",
    "new_link": "New link",
    "approval": "Please approve",
    "sent_back": "Sent back to the lead",
    "contributor": "Asked to answer parts",
    "reader": "Asked to read",
    "successor": "Takes over as lead",
    "part_finished": "A part is finished",
    "code": "Code to come in",
    "receipt": "Receipt",
    "question": "Question about answers",
    "feedback": "Feedback is ready",
    "barrier_reply": "Reply to what is in the way",
    "sign_in": "Staff sign-in",
    "cycle_test": "Test of a cycle’s mail",
    "reminder_not_opened": "Reminder: not opened",
    "reminder_started": "Reminder: part done",
    "reminder_nearly_due": "Reminder: nearly due",
    "reminder_just_past": "Reminder: just past the due date",
    "approval_reminder": "Reminder to approve",
    "offer_to_talk": "Offer to talk",
    "approvers_help": "Approver asked to help",
    "chair": "To the chair or trust",
}


def mail_name(task: Task) -> str:
    """What a mail is, in a word or two."""
    if "about" in task.payload:
        return f"Our message “{task.payload['about']}”"
    return step_name(task.step)


def step_name(name: str) -> str:
    """The same of a mail's name alone."""
    return _MAILS.get(name, name.replace("_", " ").capitalize())


def what_became(task: Task) -> str:
    """What happened to a mail, in a few words."""
    if task.state is TaskState.DONE and task.note.startswith("not due"):
        return "Not needed any more"
    if task.state in FINISHED and task.note in _MAIL_NOTES:
        return _MAIL_NOTES[task.note]
    return _MAIL_STATES[task.state]


def when_due(cycle: Cycle, today: date) -> str:
    """Like "Due on Friday 20 March 2027: 14 days left"."""
    if cycle.status is CycleStatus.PLANNED:
        return f"Opens on {day_of_week(cycle.opens_on)}, due on {day_of_week(cycle.due_on)}"
    left = (cycle.due_on - today).days
    if left > 0:
        return f"Due on {day_of_week(cycle.due_on)}: {count(left, 'day')} left"
    if left == 0:
        return "Due today"
    return f"Was due on {day_of_week(cycle.due_on)}, {count(-left, 'day')} ago"


def people_of(return_: Return) -> list[tuple[Person, str]]:
    """Who works on a return, with what they do; the lead first."""
    found = [(person, part) for part in PARTS for person in return_.people.values() if person.part is part]
    return [(p, f"{PARTS[part]}, approves it too" if p.also_approves else PARTS[part]) for p, part in found]
