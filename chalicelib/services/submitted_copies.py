"""What staff read of a return that was submitted to their partnership: the kept copy, and never a draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.cycles import Cycle
from chalicelib.domain.differences import Differences, differences
from chalicelib.domain.errors import NotFound, Refused
from chalicelib.domain.organisations import StaffMember
from chalicelib.domain.returns import Return
from chalicelib.domain.sharing import Sight, sight_of, what_partnership_sees
from chalicelib.domain.submissions import Submission
from chalicelib.domain.trail import Event
from chalicelib.services.copies import pdf_url, version
from chalicelib.services.links import return_subject
from chalicelib.services.ports import Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One version as far as the partnership may read it. `changes` is None for the first.

    `whole` says that nothing of it is left out: only then is the organisation's PDF theirs to have.
    """

    return_: Return
    cycle: Cycle
    submission: Submission
    content: Mapping[str, Any]
    content_before: Mapping[str, Any]
    changes: Differences | None
    versions: tuple[int, ...]
    whole: bool


def read(parts: Parts, partnership_id: str, ref: str, number: int) -> Seen:
    """Number 0 means the newest. Raises NotFound, also before submission and for another partnership's."""
    return_, cycle = _of_partnership(parts, partnership_id, ref)
    found, sight = version(parts, return_, number), sight_of(cycle, return_)
    content, before = _seen(found.content, sight), _seen(found.content_before, sight)
    return Seen(
        return_=return_,
        cycle=cycle,
        submission=found.submission,
        content=content,
        content_before=before,
        changes=differences(before, content) if before else None,
        versions=tuple(s.number for s in reversed(parts.returns.submissions(ref))),
        whole=_is_whole(return_, sight),
    )


def download(parts: Parts, member: StaffMember, ref: str, number: int) -> str:
    """A short-lived link to the PDF; who asked for it is on the trail.

    Raises NotFound until it is there, Refused("copy_is_not_whole") where it holds more than they may read.
    """
    return_, cycle = _of_partnership(parts, member.partnership_id, ref)
    found, sight = version(parts, return_, number), sight_of(cycle, return_)
    if not _is_whole(return_, sight):
        raise Refused("copy_is_not_whole")
    url = pdf_url(parts, return_, number)
    event = Event(
        subject=return_subject(ref),
        at=parts.now(),
        actor=member.id,
        what="copy.downloaded",
        details={"version": str(found.submission.number)},
    )
    parts.commit(parts.trail.recorded(event))
    return url


def _of_partnership(parts: Parts, partnership_id: str, ref: str) -> tuple[Return, Cycle]:
    return_ = parts.returns.get(ref)
    audiences = [a for a in return_.audiences if a.partnership_id == partnership_id] if return_ else []
    cycle = parts.cycles.get(audiences[0].cycle_id) if audiences else None
    if return_ is None or cycle is None:
        raise NotFound
    return return_, cycle


def _seen(content: Mapping[str, Any], sight: Sight) -> dict[str, Any]:
    return what_partnership_sees(content, sight, submitted=True) if content else {}


def _is_whole(return_: Return, sight: Sight) -> bool:
    """Their own PDF is not made: what it would lack is on the page too."""
    return sight.notes and len(return_.audiences) == 1
