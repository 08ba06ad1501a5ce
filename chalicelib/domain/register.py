"""What importing a file would do to a partnership's register: worked out whole before anything is written."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from chalicelib.domain.organisations import Contact, ContactState, Organisation, Role, same_address
from chalicelib.domain.register_file import Problem, Row, problems_of, sector_of
from chalicelib.domain.taxonomy import find_kind

# Which organisation, of any partnership, an identifier belongs to: (scheme, value) → id.
Owners = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """`left_alone` counts organisations of the register that the file does not change; `without_contact`
    are those of the whole register that would have no lead whom mail reaches. `gone` are those of the sectors
    in the file that it does not mention, `retired` those that it mentions although staff have retired them:
    an import touches neither. `shared`: an address → the organisations it leads for, where these are several.
    """

    added: tuple[Organisation, ...]
    changed: tuple[tuple[Organisation, Organisation], ...]
    left_alone: int
    contacts_added: tuple[Contact, ...]
    contacts_changed: tuple[tuple[Contact, Contact], ...]
    without_contact: tuple[Organisation, ...]
    problems: tuple[Problem, ...]
    gone: tuple[Organisation, ...] = ()
    retired: tuple[Organisation, ...] = ()
    shared: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def may_go_ahead(self) -> bool:
        """Nothing is imported while one row is wrong."""
        return not self.problems

    @property
    def changes(self) -> int:
        """How many organisations and contacts it adds or changes."""
        return len(self.added) + len(self.changed) + len(self.contacts_added) + len(self.contacts_changed)

    @property
    def changes_anything(self) -> bool:
        return self.changes > 0


def plan_import(
    rows: Sequence[Row],
    organisations: Iterable[Organisation],
    contacts: Iterable[Contact],
    *,
    sectors: Mapping[str, str],
    owners: Owners,
    import_id: str,
    official: bool = False,
) -> ImportPlan:
    """Compares a file with the register, retired organisations too. The same import always gives new
    organisations the same ids, so that an import that was interrupted and goes on makes none twice.

    `official`: the numbers come from a national register, so that another number means another organisation,
    even one of the same name.
    """
    register = _Register(organisations, owners, official=official)
    known = {contact.id: contact for contact in contacts}
    problems = [problem for row in rows for problem in problems_of(row, sectors)]
    wrong = {problem.line for problem in problems}
    planned: dict[str, tuple[Row, Organisation]] = {}
    people: dict[str, tuple[Row, Contact]] = {}
    for row in rows:
        if row.line in wrong:
            continue
        try:
            organisation = (
                register.known(row)
                if row.contact_only
                else _organisation(row, sector_of(row, sectors) or "", register, import_id)
            )
        except _Unclear as unclear:
            problems.append(Problem(row.line, unclear.why))
            continue
        if not row.contact_only:
            problems += _clash(row, organisation, planned)
        planned.setdefault(organisation.id, (row, organisation))
        contact = _contact(row, organisation.id, known)
        if contact is not None:
            problems += _contact_clash(row, contact, people)
            people.setdefault(contact.id, (row, contact))
    return _compared(
        register,
        [organisation for _, organisation in planned.values()],
        [contact for _, contact in people.values()],
        known,
        problems,
        whole=not any(row.contact_only for row in rows),
    )


class _Unclear(Exception):
    """Which organisation a row means; `why` is for whoever keeps the spreadsheet."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class _Register:
    """The partnership's organisations, found by identifier or else by name and sector."""

    def __init__(self, organisations: Iterable[Organisation], owners: Owners, *, official: bool) -> None:
        self._official = official
        self.by_id = {o.id: o for o in organisations}
        # What was merged into another is found there, by the identifiers that it took along.
        self._by_name = {(_plain(o.name), o.sector): o.id for o in self.by_id.values() if not o.merged_into}
        ours = {pair: o.id for o in self.by_id.values() for pair in o.identifiers.items()}
        self._owners = {**owners, **ours}

    def find(self, row: Row, sector: str, import_id: str) -> str:
        """Raises _Unclear rather than guess: a wrong guess would put two organisations into one."""
        found = {self._owners[pair] for pair in row.identifiers.items() if pair in self._owners}
        if len(found) > 1:
            raise _Unclear("Its identifiers belong to two different organisations")
        found_id = found.pop() if found else self._named(row, sector, import_id)
        self._owners |= dict.fromkeys(row.identifiers.items(), found_id)
        return found_id

    def known(self, row: Row) -> Organisation:
        """The organisation of a row that brings a contact alone. Raises _Unclear."""
        found = {self._owners.get(pair, "") for pair in row.identifiers.items()}
        if len(found) > 1:
            raise _Unclear("Its identifiers belong to two different organisations")
        organisation = self.by_id.get(found.pop() if found else "")
        if organisation is None:
            numbers = ", ".join(f"{scheme} {value}" for scheme, value in row.identifiers.items())
            raise _Unclear(f"No organisation in the register has {numbers}. Import it first")
        return organisation

    def _named(self, row: Row, sector: str, import_id: str) -> str:
        name = (_plain(row["name"]), sector)
        found_id = self._by_name.setdefault(name, _made_id(import_id, *name))
        known = self.by_id[found_id].identifiers if found_id in self.by_id else {}
        if self._official and any(known.get(s, v) != v for s, v in row.identifiers.items()):
            return _made_id(import_id, *name, *sorted(row.identifiers.values()))
        for scheme, value in row.identifiers.items():
            if known.get(scheme, value) != value:
                raise _Unclear(
                    f"The register has an organisation of this name with {scheme} {known[scheme]}. "
                    "If this is another one, add its town to its name"
                )
        return found_id


def _organisation(row: Row, sector: str, register: _Register, import_id: str) -> Organisation:
    organisation_id = register.find(row, sector, import_id)
    known = register.by_id.get(organisation_id)
    before = known or Organisation(id=organisation_id, name=row["name"], sector=sector)
    kind = find_kind(row["kind"])
    # What the file leaves out stays as it was; a kind of another sector cannot.
    kept = before.kind if before.sector == sector else ""
    return replace(
        before,
        name=row["name"],
        sector=sector,
        kind=kind.id if kind else kept,
        identifiers={**before.identifiers, **row.identifiers},
        size=row["size"] or before.size,
        parent=row["parent"] or before.parent,
        address=row["address"] or before.address,
        phone=row["phone"] or before.phone,
    )


def _clash(
    row: Row, organisation: Organisation, planned: Mapping[str, tuple[Row, Organisation]]
) -> list[Problem]:
    if organisation.id not in planned:
        return []
    earlier_row, earlier = planned[organisation.id]
    if (_plain(earlier.name), earlier.sector) != (_plain(organisation.name), organisation.sector):
        return [Problem(row.line, f"It has the identifier of “{earlier.name}” on line {earlier_row.line}")]
    differing = [
        what
        for what, differs in (
            ("identifiers differ", not organisation.identifiers.items() <= earlier.identifiers.items()),
            ("size differs", row["size"] not in ("", earlier.size)),
            ("parent differs", row["parent"] not in ("", earlier.parent)),
        )
        if differs
    ]
    return [Problem(row.line, f"Its {what} from line {earlier_row.line}") for what in differing]


def _contact(row: Row, organisation_id: str, known: Mapping[str, Contact]) -> Contact | None:
    """What the file leaves out stays as it was: a file without telephone numbers removes none."""
    if not row["contact_email"]:
        return None
    wanted = contact_id(organisation_id, row["contact_email"])
    before = known.get(wanted) or Contact(
        id=wanted, organisation_id=organisation_id, name="", email="", role=Role.LEAD
    )
    return replace(
        before,
        name=row["contact_name"],
        email=row["contact_email"],
        role=Role((row["contact_role"] or before.role).lower()),
        phone=row["contact_phone"] or before.phone,
    )


def contact_id(organisation_id: str, email: str) -> str:
    """A contact is an address at an organisation: another address is another contact."""
    return _made_id(organisation_id, same_address(email))


def _contact_clash(row: Row, contact: Contact, people: Mapping[str, tuple[Row, Contact]]) -> list[Problem]:
    if contact.id not in people:
        return []
    return [Problem(row.line, f"The same contact is on line {people[contact.id][0].line}")]


def _compared(
    register: _Register,
    organisations: Sequence[Organisation],
    people: Sequence[Contact],
    known: Mapping[str, Contact],
    problems: Sequence[Problem],
    *,
    whole: bool,
) -> ImportPlan:
    """`whole`: the file is about organisations, and so says by its silence which it does not know."""
    there = [(register.by_id[o.id], o) for o in organisations if o.id in register.by_id]
    changed = [(before, after) for before, after in there if before != after]
    afterwards = {**known, **{c.id: c for c in people}}.values()
    every = {**register.by_id, **{o.id: o for o in organisations}}
    active = {o.id: o for o in every.values() if not o.retired}
    leads = [
        c
        for c in afterwards
        if c.role is Role.LEAD and c.state is ContactState.OK and c.organisation_id in active
    ]
    reached = {c.organisation_id for c in leads}
    mentioned = {o.id for o in organisations}
    sectors = {o.sector for o in organisations} if whole else set()
    return ImportPlan(
        added=tuple(o for o in organisations if o.id not in register.by_id),
        changed=tuple(changed),
        left_alone=len(register.by_id) - len(changed),
        contacts_added=tuple(c for c in people if c.id not in known),
        contacts_changed=tuple((known[c.id], c) for c in people if c.id in known and known[c.id] != c),
        without_contact=tuple(o for o in active.values() if o.id not in reached),
        problems=tuple(sorted(problems, key=lambda p: p.line)),
        gone=tuple(o for o in active.values() if o.sector in sectors and o.id not in mentioned),
        retired=tuple(after for _, after in there if after.retired),
        shared=_shared(people, leads, every),
    )


def _shared(
    people: Iterable[Contact], leads: Iterable[Contact], every: Mapping[str, Organisation]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Addresses of the file that lead for more than one organisation: one person for three schools, or a
    slip."""
    asked = {same_address(person.email) for person in people}
    found: dict[str, list[str]] = {}
    for lead in leads:
        if same_address(lead.email) in asked:
            found.setdefault(same_address(lead.email), []).append(every[lead.organisation_id].name)
    return tuple((email, tuple(sorted(names))) for email, names in sorted(found.items()) if len(names) > 1)


def _plain(name: str) -> str:
    return " ".join(name.lower().split())


def _made_id(*facts: str) -> str:
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]
