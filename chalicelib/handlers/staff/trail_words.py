"""What a line of the trail says."""

from collections.abc import Mapping

from chalicelib.domain.trail import Event

KINDS = {
    "staff": "Staff and sign-in",
    "contact": "Contacts",
    "register": "Register",
    "organisation": "Organisations",
    "cycle": "Cycles",
    "return": "Returns",
    "link": "Links",
    "question": "Questions to organisations",
    "questions": "Question sets",
    "sample": "Samples",
    "visit": "Visits",
    "copy": "Copies that were downloaded",
    "barriers": "Barriers that were downloaded",
    "export": "Exports",
    "retention": "What is deleted, and when",
    "review": "Reviews",
    "interest": "Interests of reviewers",
    "challenge": "Challenges by scrutineers",
    "themes": "Themes",
    "feedback": "Feedback",
    "call": "Calls",
    "circular": "Messages to many organisations",
    "returns": "Lists that were downloaded",
    "mail": "Mail",
    "settings": "Settings",
}
WHAT = {
    "staff.signed_in": "Signed in",
    "staff.signed_out_everywhere": "Signed out everywhere",
    "staff.added": "Added somebody to the staff list",
    "staff.added_again": "Let somebody on the staff list sign in again",
    "staff.changed": "Changed a name on the staff list",
    "staff.role_changed": "Changed somebody’s role",
    "staff.ended": "Stopped somebody on the staff list from signing in",
    "contact.added": "Added a contact",
    "contact.changed": "Changed a contact",
    "register.imported": "Imported a register",
    "cycle.set_up": "Set up a cycle",
    "ladder.changed": "Changed who is written to when",
    "letter.made": "Made a formal letter",
    "settings.changed": "Changed the settings for reminders and letters",
    "return.reopened": "Opened a return again",
    "return.entered_for": "Entered answers for somebody",
    "return.approval_recorded": "Recorded an approval and submitted",
    "returns.downloaded": "Downloaded a list of returns",
    "circular.sent": "Wrote to the organisations on a list",
    "call.noted": "Noted a call or conversation",
    "call.dealt_with": "Dealt with what a call left to do",
    "link.asked_by_staff": "Sent a new link",
    "question.asked": "Asked about answers",
    "review.assigned": "Gave a return to a reviewer",
    "review.saved": "Wrote about an answer under review",
    "review.finished": "Finished a review",
    "review.taken_up_again": "Took a review up again",
    "review.settled": "Settled where two reviewers differed",
    "interest.noted": "Noted an interest of a reviewer",
    "interest.removed": "Removed an interest of a reviewer",
    "challenge.added": "Challenged a review",
    "challenge.answered": "Answered a challenge",
    "themes.edited": "Changed the list of themes",
    "feedback.drafted": "Saved a draft of feedback",
    "feedback.draft_dropped": "Threw a draft of feedback away",
    "feedback.sent": "Sent feedback",
    "barrier.replied": "Replied to what is in the way",
    "talk.had": "Talked with an organisation that asked to",
    "talk.tried": "Rang an organisation that asked to talk",
    "library.changed": "Changed the library for feedback",
    "questions.begun": "Began a question set",
    "questions.published": "Published a question set",
    "questions.dropped": "Dropped a draft of questions",
    "sample.drawn": "Drew a sample",
    "visit.recorded": "Recorded an answer at a visit",
    "review.rest_agreed": "Agreed with the rest of a return",
    "visit.chosen": "Chose a return for a visit",
    "copy.downloaded": "Downloaded a submitted copy",
    "barriers.downloaded": "Downloaded the barriers of a cycle",
    "export.asked": "Asked for an export",
    "export.downloaded": "Downloaded an export",
    "retention.changed": "Changed how long records are kept",
    "retention.held": "Held records from being deleted",
    "retention.released": "Released records that were held",
    "retention.removed": "Deleted what had come to its end",
    "settings.data_protection": "Changed the facts about data protection",
}
MACHINES = {
    "schedule": "The schedule",
    "mail": "The mail",
    "operator": "The operator",
    "retention": "The schedule",
}
SHOWN = ("reason", "role", "number", "version", "size", "what", "format", "by", "count", "period")


def kind_words(kind: str) -> str:
    """A kind in words; one that has none yet, as it is."""
    return KINDS.get(kind, kind.replace("_", " ").capitalize())


def what_words(event: Event) -> str:
    """What was done, in a few words."""
    fallback = event.what.replace(".", ": ").replace("_", " ").capitalize()
    return WHAT.get(event.what, fallback)


def who_words(event: Event, names: Mapping[str, str]) -> str:
    """`names` are those of the staff list."""
    if event.actor in names:
        return names[event.actor]
    if event.actor in MACHINES:
        return MACHINES[event.actor]
    of_theirs = event.subject.startswith("RETURN#")
    return "Somebody at the organisation" if of_theirs else "Somebody who has left"


def more_words(event: Event) -> str:
    """The details that say something to a reader."""
    found = [f"{name}: {event.details[name]}" for name in SHOWN if event.details.get(name)]
    return "; ".join(found)
