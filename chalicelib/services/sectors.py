"""The sectors that organisations are in, and which question set asks which of them."""

from collections.abc import Iterable

from chalicelib.domain.errors import Invalid
from chalicelib.domain.framework import Sector, newest
from chalicelib.services.ports import Parts


def sectors(parts: Parts) -> tuple[Sector, ...]:
    """Those of the newest version of every framework, once each."""
    found: dict[str, Sector] = {}
    for key in newest(parts.frameworks()):
        for sector in parts.framework(key).sectors:
            found.setdefault(sector.id, sector)
    return tuple(found.values())


def asking(parts: Parts, chosen: Iterable[str]) -> str:
    """The key of the first framework (its newest version) that asks all of these. Raises Invalid."""
    wanted = set(chosen)
    for key in newest(parts.frameworks()):
        if wanted <= {sector.id for sector in parts.framework(key).sectors}:
            return key
    raise Invalid({"sectors": "sectors_apart"})


def refuse_sectors(parts: Parts, framework: str, chosen: Iterable[str]) -> None:
    """Raises Invalid when the framework does not ask one of these sectors."""
    asked = {sector.id for sector in parts.framework(framework).sectors}
    names = {sector.id: sector.name for sector in sectors(parts)}
    spared = [names.get(sector, sector) for sector in chosen if sector not in asked]
    if spared:
        raise Invalid({"sectors": "sectors_not_asked"}, sectors=", ".join(spared))
