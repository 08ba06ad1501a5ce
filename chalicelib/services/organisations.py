"""An organisation by hand: added to the register, or its facts changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.identifiers import SCHEMES, tidy, well_formed
from chalicelib.domain.organisations import Organisation
from chalicelib.domain.returns import LINE_LIMIT, too_long
from chalicelib.domain.taxonomy import SIZES, kind_of
from chalicelib.services.ports import Conflict, Parts
from chalicelib.services.register_trail import of_organisation, told
from chalicelib.services.sectors import sectors


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationForm:
    """What staff fill in, as typed. `identifiers`: scheme → number, "" for none."""

    name: str
    sector: str
    kind: str = ""
    identifiers: Mapping[str, str] = field(default_factory=dict)
    size: str = ""
    parent: str = ""
    address: str = ""
    phone: str = ""


def save_organisation(
    parts: Parts, partnership_id: str, form: OrganisationForm, actor: str, organisation_id: str = ""
) -> str:
    """Adds an organisation, or changes the one with this id; its id. One that another partnership knows by a
    number of these is the same one, and joins this register. Raises Invalid and NotFound.
    """
    before = parts.organisations.organisation(partnership_id, organisation_id) if organisation_id else None
    if organisation_id and before is None:
        raise NotFound
    numbers = {s: tidy(form.identifiers.get(s, "")) for s in SCHEMES if tidy(form.identifiers.get(s, ""))}
    _refuse(parts, form, numbers, before)
    owner = _owner(parts, partnership_id, numbers, before)
    base = before or Organisation(id=owner or parts.new_id(), name="", sector="")
    after = replace(
        base,
        name=" ".join(form.name.split()),
        sector=form.sector,
        kind=form.kind,
        identifiers=numbers,
        size=form.size,
        parent=" ".join(form.parent.split()),
        address=" ".join(form.address.split()),
        phone=form.phone.strip(),
    )
    if after == before:
        return after.id
    what = "organisation.changed" if before else "organisation.added"
    happened = told(parts, partnership_id, after.id, actor, what, of_organisation(before, after))
    try:
        parts.commit(parts.organisations.organisation_saved(partnership_id, after, before), *happened)
    except Conflict as conflict:  # somebody gave one of these numbers away meanwhile
        taken = next(iter(numbers), "name")
        raise Invalid({taken: "number_taken"}, whose="another organisation") from conflict
    return after.id


def _refuse(
    parts: Parts, form: OrganisationForm, numbers: Mapping[str, str], before: Organisation | None
) -> None:
    problems = {} if form.name.strip() else {"name": "organisation_name_needed"}
    if form.sector not in {sector.id for sector in sectors(parts)}:
        problems["sector"] = "sector_needed"
    kind = kind_of(form.kind)
    if form.kind and (kind is None or kind.sector != form.sector):
        problems["kind"] = "kind_elsewhere"
    if form.size not in {"", *SIZES, before.size if before else ""}:
        problems["size"] = "size_unknown"
    problems |= {
        scheme: f"{scheme}_odd" for scheme, number in numbers.items() if not well_formed(scheme, number)
    }
    problems |= too_long(name=form.name, parent=form.parent, address=form.address, phone=form.phone)
    if problems:
        raise Invalid(problems, limit=LINE_LIMIT)


def _owner(parts: Parts, partnership_id: str, numbers: Mapping[str, str], before: Organisation | None) -> str:
    """Who has these numbers already, "" for nobody. Raises Invalid where that is not this one."""
    owners = parts.organisations.owners_of(set(numbers.items()))
    found = set(owners.values()) - ({before.id} if before else set())
    if not found:
        return ""
    scheme = next(scheme for (scheme, _), owner in owners.items() if owner in found)
    ours = parts.organisations.some(partnership_id, found)
    if before is None and len(found) == 1 and not ours:
        return found.pop()
    whose = next((o.name for o in ours.values()), "an organisation that another partnership knows")
    raise Invalid({scheme: "number_taken"}, whose=whose)
