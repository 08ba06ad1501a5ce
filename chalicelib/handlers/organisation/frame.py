"""What every page of an organisation has around it."""

from typing import Any

from chalice.app import Response

from chalicelib.domain.framework import DOES_NOT_APPLY, NOT_APPLICABLE, Framework
from chalicelib.domain.returns import NOT_RATED, RATED_NOT_APPLICABLE, Answer, Part, Person, Plan, Return
from chalicelib.domain.sharing import sight_of
from chalicelib.handlers.web import Request, page
from chalicelib.services.desk import Seat, Surroundings


def show(
    request: Request, template: str, seat: Seat, around: Surroundings, *, status: int = 200, **context: Any
) -> Response:
    """A page of templates/pages/organisation with its frame, of which `context` may say something else."""
    frame = {
        "ref": seat.return_.ref,
        "organisation_name": seat.return_.organisation_name,
        "partnership": around.partnership,
        "return_": seat.return_,
        "person": seat.person,
        "approver": seat.return_.person(Part.APPROVER),
        "may_edit": seat.may_edit,
        "may": seat.may,
        "section_word": seat.framework.section_word,
        "sight": sight_of(around.cycle, seat.return_),
    }
    return page(request, f"pages/organisation/{template}", status=status, **{**frame, **context})


def home_of(person: Person) -> str:
    """Where somebody's part begins, after /r/{ref}: the task list, all of it to read, or to approve."""
    return {Part.APPROVER: "/approve", Part.READER: "/read"}.get(person.part, "")


def label_of(framework: Framework, rating: str) -> str:
    """A rating in words; "" for none."""
    if rating == NOT_APPLICABLE:
        return DOES_NOT_APPLY
    return framework.scale.level(rating).label if rating else ""


def labels(framework: Framework, return_: Return) -> dict[str, str]:
    """Criterion → its rating in words, for those that have been touched."""
    words = {level.order: level.label for level in framework.scale.levels}
    words |= {RATED_NOT_APPLICABLE: DOES_NOT_APPLY, NOT_RATED: "Text saved, no rating yet"}
    return {criterion: words[order] for criterion, order in return_.ratings.items()}


def name_of(return_: Return, saved: Answer | Plan) -> str:
    """Who saved something, by the name that they gave; before we asked for one, by the name of the link."""
    person = return_.people.get(saved.saved_by)
    return saved.saved_as or (person.name if person else "a colleague")


def is_own(seat: Seat, saved: Answer | Plan) -> bool:
    """Whether whoever is at the keyboard saved it, in another window or on another device."""
    return saved.saved_by == seat.person.id and saved.saved_as in ("", seat.name)


def whole_number(text: str, *, least: int = 0) -> int:
    """A number in one of our own hidden fields or addresses; `least` for anything else."""
    return max(int(text), least) if text.isascii() and text.isdigit() and len(text) < 10 else least
