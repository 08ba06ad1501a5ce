"""Proof of contact for one return, or for everything between a partnership and an organisation."""

from chalicelib.domain.contact_log import Contacted, log_of
from chalicelib.domain.errors import NotFound
from chalicelib.services.links import return_subject
from chalicelib.services.ports import Parts


def contact_log(parts: Parts, partnership_id: str, organisation_id: str, ref: str = "") -> list[Contacted]:
    """Newest first: of one return with the calls about it or about none, or of every return.

    Raises NotFound, also for another partnership's organisation or return.
    """
    if parts.organisations.organisation(partnership_id, organisation_id) is None:
        raise NotFound
    refs = [
        header.ref
        for cycle in parts.cycles.of_partnership(partnership_id)
        for header in parts.returns.headers(cycle.id, ("ref",), organisation_id=organisation_id)
    ]
    if ref and ref not in refs:
        raise NotFound
    calls = parts.calls.of_organisation(partnership_id, organisation_id)
    lines = log_of((), [call for call in calls if not ref or call.ref in ("", ref)])
    for each in [ref] if ref else refs:
        lines += log_of(parts.trail.of(return_subject(each)), ref=each)
    return sorted(lines, key=lambda line: line.at, reverse=True)
