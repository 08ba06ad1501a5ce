"""A return with everybody in it: lead, two colleagues, a governor and an approver, each with a session."""

from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.people import PersonForm
from chalicelib.domain.returns import Part, Person, Return, ReturnStatus
from chalicelib.services.colleagues import add_person, new_person_id
from chalicelib.services.links import mint, return_subject
from tests.support.builders import APPROVER, LEAD, session, stored_return
from tests.support.fakes import MONDAY, FakeParts

CY = Person(
    id="pCYC-222",
    part=Part.CONTRIBUTOR,
    name="Cy Colleague",
    email="cy@school.example.org",
    job="HR manager",
    standards=(2,),
    invited_at=MONDAY,
)
GOV = Person(
    id="pGVR-222",
    part=Part.READER,
    name="Gwen Governor",
    email="gwen@school.example.org",
    job="Link governor",
    invited_at=MONDAY,
)
EVERYBODY = {person.id: person for person in (LEAD, CY, GOV, APPROVER)}


@dataclass
class Team:
    """`sessions` are tokens by person."""

    parts: FakeParts
    ref: str
    sessions: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, parts: FakeParts, **changes: Any) -> "Team":
        values = {"people": EVERYBODY, "status": ReturnStatus.IN_PROGRESS, **changes}
        made = stored_return(parts, **values)
        return cls(parts, made.ref, {p.id: session(parts, made, p) for p in made.people.values()})

    @property
    def return_(self) -> Return:
        found = self.parts.returns.get(self.ref)
        assert found is not None
        return found

    @property
    def lead(self) -> str:
        return self.sessions[LEAD.id]

    def person(self, person_id: str) -> Person:
        return self.return_.people[person_id]

    def sit_again(self) -> None:
        """A session lasts half a day: everybody opens their link again."""
        for person in self.return_.people.values():
            self.sessions[person.id] = session(self.parts, self.return_, person)

    def link(self, person: Person) -> str:
        token, writes = mint(self.parts, self.ref, person.id)
        self.parts.commit(writes)
        return token

    def add(self, **changes: Any) -> str:
        """Asks a new colleague; their id."""
        person_id = new_person_id(self.parts)
        add_person(self.parts, self.ref, self.lead, person_id, form(**changes))
        return person_id

    def mails(self, kind: str) -> list[Any]:
        every = self.parts.tasks.of_subject("saltmarsh", return_subject(self.ref))
        return [task for task in every if task.kind == f"mail.{kind}"]

    def events(self, what: str) -> list[Any]:
        return [event for event in self.parts.trail.of(return_subject(self.ref)) if event.what == what]


def form(**changes: Any) -> PersonForm:
    values: dict[str, Any] = {
        "name": "Nia New",
        "email": "nia@school.example.org",
        "job": "Deputy head",
        "part": "contributor",
        "standards": (1,),
    }
    return PersonForm(**{**values, **changes})
