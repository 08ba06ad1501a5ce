"""The people who help with a half-answered return: a colleague who has begun their part, and a governor."""

from chalicelib.domain.framework import Criterion
from chalicelib.domain.people import PersonForm
from chalicelib.domain.returns import NOT_RATED, Part, Person, Return, asked
from chalicelib.services.answering import save_answer
from chalicelib.services.colleagues import add_person, new_person_id
from chalicelib.services.commenting import comment
from chalicelib.services.entering import enter
from chalicelib.services.links import mint
from chalicelib.services.ports import Parts
from infra.demonstration import texts

COLLEAGUE = ("Harper Heron", "HR manager", "hr")
GOVERNOR = ("Gale Gannet", "Link governor for safeguarding", "governor")


def ask_a_team(parts: Parts, return_: Return, lead: str) -> None:
    """The lead asks a colleague for the last two parts that nobody has begun, and a governor to read."""
    left = _left(parts, return_)
    sections = tuple(dict.fromkeys(criterion.section for criterion in left))[-2:]
    _add(parts, return_, lead, COLLEAGUE, Part.CONTRIBUTOR, sections)
    _add(parts, return_, lead, GOVERNOR, Part.READER)


def hear_from_them(parts: Parts, return_: Return) -> None:
    """One has answered a question; the other has an opinion on an answer, and on the whole."""
    (colleague,), (governor,) = return_.everybody(Part.CONTRIBUTOR), return_.everybody(Part.READER)
    first = next(c for c in _left(parts, return_) if c.section in colleague.standards)
    save_answer(
        parts,
        return_.ref,
        _open(parts, return_, colleague),
        first.id,
        rating=parts.framework(return_.framework).scale.levels[-2].id,
        narrative=texts.NARRATIVES[first.standard][0],
        version=0,
    )
    token, answered = _open(parts, return_, governor), next(iter(return_.ratings))
    comment(parts, return_.ref, token, parts.new_id(), text=texts.COMMENT_ON_ONE, criterion=answered)
    comment(parts, return_.ref, token, parts.new_id(), text=texts.COMMENT_ON_ALL)


def _left(parts: Parts, return_: Return) -> list[Criterion]:
    every = asked(parts.framework(return_.framework), return_)
    return [c for c in every if return_.ratings.get(c.id, NOT_RATED) == NOT_RATED]


def _add(
    parts: Parts,
    return_: Return,
    lead: str,
    who: tuple[str, str, str],
    part: Part,
    standards: tuple[int, ...] = (),
) -> None:
    """At the address of the lead's own organisation."""
    person = return_.person(Part.LEAD)
    domain = person.email.rpartition("@")[2] if person else "example.org"
    name, job, mailbox = who
    wanted = PersonForm(name=name, job=job, email=f"{mailbox}@{domain}", part=part.value, standards=standards)
    add_person(parts, return_.ref, lead, new_person_id(parts), wanted)


def _open(parts: Parts, return_: Return, person: Person) -> str:
    token, writes = mint(parts, return_.ref, person.id, "demonstration")
    parts.commit(writes)
    return enter(parts, token).token
