"""How one mail leaves: composed, sent once, and settled with a line on the trail (no address in it)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.domain.organisations import Partnership
from chalicelib.domain.tasks import Task
from chalicelib.domain.trail import Event
from chalicelib.services.delivery import refused_at_once
from chalicelib.services.ports import Letter, Message, Parts, SendRefused, Writes
from chalicelib.services.queue import Outcome, OutcomeUnknown

TEST = "This is a test, sent only to you. The organisation is made up, and the link opens nothing."
BODY = re.compile(r"<body[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A mail before its words. `link_works` are the writes without which its link opens nothing.

    `person` is the id of whoever gets it; `copy_to` one more address, or "". A `test` says at its top that it
    is one.
    """

    message: str
    facts: Mapping[str, Any]
    partnership: Partnership
    person: str
    name: str
    email: str
    copy_to: str = ""
    reference: str = ""
    code: str = ""
    link: str = ""
    link_works: Writes = ()
    test: bool = False


def post(parts: Parts, task: Task, draft: Draft) -> Outcome:
    """Sends it. Raises SendRefused when all mail has to wait, and OutcomeUnknown when nobody can tell.

    What is noted before the call decides what becomes of a worker that ends here: until then the mail is
    simply taken up again, and from then on only its provider knows. A worker that slept through its lease is
    refused (Conflict): the mail is somebody else's now.
    """
    mail = _composed(parts, task, draft)
    parts.commit(draft.link_works, parts.tasks.moved(task, replace(task, untouched=False)))
    try:
        message_id = parts.sender.send(mail)
    except SendRefused as refusal:
        if refusal.reason == "address":
            return Outcome(failed=True, note="address", writes=refused_at_once(parts, task))
        if refusal.reason == "message":
            return Outcome(failed=True, note="message")
        raise
    except Exception as error:
        raise OutcomeUnknown from error
    details = {"mail": draft.message, "person": draft.person, "message": message_id}
    sent = Event(subject=task.subject, at=parts.now(), actor="mail", what="mail.sent", details=details)
    return Outcome(note="sent", writes=parts.trail.recorded(sent))


def _composed(parts: Parts, task: Task, draft: Draft) -> Message:
    letter = Letter(
        partnership=draft.partnership,
        name=draft.name,
        public_url=parts.public_url,
        reference=draft.reference,
        code=draft.code,
        link=draft.link,
    )
    subject, text, html = parts.compose(draft.message, {"letter": letter, **draft.facts})
    if draft.test:
        subject, text = f"Test: {subject}", f"{TEST}\n\n{text}"
        html = BODY.sub(lambda found: f"{found[0]}\n<p><strong>{TEST}</strong></p>", html, count=1)
    return Message(
        sender=draft.partnership.sender_email,
        sender_name=draft.partnership.name,
        reply_to=draft.partnership.help_email,
        to=draft.email,
        cc=draft.copy_to,
        subject=subject,
        text=text,
        html=html,
        tag=task.tag,
    )
