"""Comparing a cycle's headers with the returns themselves, and putting right what differs."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from chalicelib.domain.cycles import Header, header_of
from chalicelib.domain.returns import asked
from chalicelib.services.ports import Parts


@dataclass(frozen=True, slots=True)
class Difference:
    """`fields` names what the header of a return says otherwise than the return."""

    ref: str
    fields: tuple[str, ...]


def repair_cycle(parts: Parts, cycle_id: str, *, fix: bool) -> Iterator[Difference]:
    """Yields each header that differs; with `fix`, writes the one that the return implies."""
    for header in parts.returns.headers(cycle_id):
        right = _implied(parts, header)
        wrong = ("return",) if right is None else _differing(header, right)
        if wrong and right is not None and fix:
            parts.commit(parts.returns.header_rebuilt(right))
        if wrong:
            yield Difference(header.ref, wrong)


def _implied(parts: Parts, header: Header) -> Header | None:
    """None when the return behind a header is not there. Only the header knows whether mail arrives."""
    return_ = parts.returns.get(header.ref)
    if return_ is None:
        return None
    total = len(asked(parts.framework(return_.framework), return_))
    return header_of(return_, header.cycle_id, total, header.mail_state)


def _differing(header: Header, right: Header) -> tuple[str, ...]:
    return tuple(f.name for f in fields(Header) if getattr(header, f.name) != getattr(right, f.name))
