"""Who will read and approve a return."""

from chalicelib.domain.editing import refuse_unless_with_lead, written_in
from chalicelib.domain.errors import Invalid
from chalicelib.domain.organisations import looks_like_an_address, same_address
from chalicelib.domain.returns import (
    LINE_LIMIT,
    Part,
    Person,
    Return,
    too_long,
)
from chalicelib.domain.rights import Right
from chalicelib.services.desk import again, sit_down
from chalicelib.services.links import revoke
from chalicelib.services.ports import Parts


def name_approver(parts: Parts, ref: str, token: str, *, name: str, email: str, job: str) -> None:
    """Says who will read and approve. Naming somebody else ends the first person's link."""

    def attempt() -> str:
        seat = sit_down(parts, ref, token, Right.PEOPLE)
        refuse_unless_with_lead(seat.return_)
        _refuse_person(name, email, job)
        return _named(parts, seat.return_, name.strip(), email.strip(), job.strip())

    replaced = again(attempt)
    if replaced:
        revoke(parts, ref, replaced)


def _named(parts: Parts, return_: Return, name: str, email: str, job: str) -> str:
    """The id of whoever was named before, or ""."""
    before = return_.person(Part.APPROVER)
    same_person = before is not None and same_address(before.email) == same_address(email)
    person_id = before.id if before and same_person else f"p{parts.new_ref()}"
    person = Person(id=person_id, part=Part.APPROVER, name=name, email=email, job=job)
    replaced = before.id if before and not same_person else ""
    parts.commit(
        parts.returns.changed(
            return_,
            {f"people.{person_id}": person},
            remove=(f"people.{replaced}",) if replaced else (),
            while_in=written_in(return_),
            at_seq=return_.seq,  # two people who name somebody at once must not leave two approvers
        )
    )
    return replaced


def _refuse_person(name: str, email: str, job: str) -> None:
    problems = {} if name.strip() else {"name": "name_needed"}
    if not email.strip():
        problems["email"] = "email_needed"
    elif not looks_like_an_address(email):
        problems["email"] = "email_not_real"
    problems |= too_long(name=name, email=email, job=job)
    if problems:
        raise Invalid(problems, limit=LINE_LIMIT)
