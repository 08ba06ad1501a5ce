"""What must be known of somebody before they are asked to help with a return."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from chalicelib.domain.errors import Invalid
from chalicelib.domain.organisations import looks_like_an_address, same_address
from chalicelib.domain.returns import LINE_LIMIT, Part, Person, Return, too_long

MOST_PEOPLE = 30
PERSON_ID = re.compile(r"p[0-9A-Z]{3}-[0-9A-Z]{3}")
HELPERS = (Part.CONTRIBUTOR, Part.READER)
"""The parts that a lead gives, changes and takes away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonForm:
    """As typed; `part` is any text, `standards` the numbers that were ticked."""

    name: str
    email: str
    job: str
    part: str = ""
    standards: tuple[int, ...] = ()


def person_problems(name: str, email: str, job: str) -> dict[str, str]:
    """Problems as Invalid takes them, in the order of the fields on the page."""
    problems = {} if name.strip() else {"name": "name_needed"}
    if not job.strip():
        problems["job"] = "job_needed"
    if not email.strip():
        problems["email"] = "email_needed"
    elif not looks_like_an_address(email):
        problems["email"] = "email_not_real"
    return problems | too_long(name=name, job=job, email=email)


def refuse_helper(form: PersonForm, return_: Return, sections: Collection[int], own_id: str) -> None:
    """Raises Invalid with everything to put right. An approver may also answer or read, by another link."""
    problems = person_problems(form.name, form.email, form.job)
    if form.part not in HELPERS:
        problems["part"] = "part_needed"
    elif form.part == Part.CONTRIBUTOR and not set(form.standards) & set(sections):
        problems["standards"] = "standards_needed"
    if "email" not in problems and _is_known(form.email, return_, own_id):
        problems["email"] = "person_known"
    if problems:
        raise Invalid(problems, limit=LINE_LIMIT)


def with_address(return_: Return, email: str) -> Person | None:
    """Whoever of a return has this address; the approver last, who may have two links."""
    found = [p for p in return_.people.values() if same_address(p.email) == same_address(email)]
    return min(found, key=lambda p: p.part is Part.APPROVER, default=None)


def _is_known(email: str, return_: Return, own_id: str) -> bool:
    return any(
        same_address(person.email) == same_address(email)
        for person in return_.people.values()
        if person.id != own_id and person.part is not Part.APPROVER
    )
