"""A lead at their desk: a stored return with its profile saved, and short cuts past its pages."""

from dataclasses import replace
from typing import Any

from chalicelib.domain.progress import section_progress
from chalicelib.domain.returns import Return, ReturnStatus
from chalicelib.handlers import cookies
from chalicelib.services.answering import save_answer
from tests.support.browser import Browser
from tests.support.builders import APPROVER, LEAD, PROFILE, framework, return_, session, stored_return
from tests.support.fakes import FakeParts

JO = replace(LEAD, id="p-jo", name="Jo Colleague", email="jo@school.example.org")
EVERYBODY = {person.id: person for person in (LEAD, APPROVER, JO)}
STANDARD_1 = section_progress(framework(), return_(profile=PROFILE), 1).criteria
FIRST, SECOND = STANDARD_1[0].id, STANDARD_1[1].id
LAST = STANDARD_1[-1].id
NOT_CORE = next(c.id for c in STANDARD_1 if not c.core)
BELOW, MEETS = "inadequate", "good"


def at_the_desk(parts: FakeParts, browser: Browser, **changes: Any) -> Return:
    """A return in progress that this browser holds as its lead."""
    values = {"people": EVERYBODY, "profile": PROFILE, "status": ReturnStatus.IN_PROGRESS, **changes}
    made = stored_return(parts, **values)
    sit(parts, browser, made)
    return made


def sit(parts: FakeParts, browser: Browser, made: Return, person: Any = LEAD) -> str:
    """Lets this person in; gives back the session's token."""
    token = session(parts, made, person)
    browser.cookies[cookies.for_return(made.ref)] = token
    return token


def answered(parts: FakeParts, made: Return, criterion: str, rating: str = MEETS, **more: Any) -> None:
    """Saves the first answer to a criterion without a page."""
    token = session(parts, made)
    values = {"narrative": "See page 12", "version": 0, **more}
    save_answer(parts, made.ref, token, criterion, rating=rating, **values)


def changed(parts: FakeParts, made: Return, remove: tuple[str, ...] = (), **changes: Any) -> None:
    """Sets attributes of the stored return, whatever its status."""
    parts.commit(parts.returns.changed(made, changes, remove=remove, while_in=tuple(ReturnStatus)))


def waiting(parts: FakeParts, made: Return) -> None:
    """Sent for approval."""
    changed(parts, made, status=ReturnStatus.AWAITING_APPROVAL, sent_for_approval_at=parts.now())
