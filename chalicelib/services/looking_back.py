"""What was said in earlier returns: found when a cycle opens, and read beside the questions of now."""

from collections.abc import Mapping, Sequence

from chalicelib.domain.cycles import Cycle
from chalicelib.domain.framework import Framework
from chalicelib.domain.last_time import AnswerPlace, Past, unchanged_in
from chalicelib.domain.mapping import Reader, changes, line_to
from chalicelib.domain.returns import Answer, PreviousReturn, Return
from chalicelib.domain.times import london_day
from chalicelib.services.ports import Parts

REMEMBERED = 2
"""How many earlier returns a return knows: it takes two to see that a text is the same for the third time."""


def previous_returns(
    parts: Parts, cycle: Cycle, cycle_names: Mapping[str, str], *organisations: str
) -> tuple[PreviousReturn, ...]:
    """What the organisation submitted to this partnership in other cycles, the last first. Two reads for each
    id that it has or had: see services/merging.py.
    """
    found = []
    sent = [one for organisation_id in organisations for one in parts.returns.submitted_by(organisation_id)]
    for day, return_ in sorted(sent, key=lambda one: one[0], reverse=True):
        audience = next((a for a in return_.audiences if a.partnership_id == cycle.partnership_id), None)
        if audience is not None and audience.cycle_id != cycle.id:
            found.append(
                PreviousReturn(
                    ref=return_.ref,
                    cycle_name=cycle_names.get(audience.cycle_id, ""),
                    submitted_on=london_day(return_.submitted_at) if return_.submitted_at else day,
                    framework=return_.framework,
                    sector=return_.sector,
                    profile=return_.profile,
                )
            )
    return tuple(found[:REMEMBERED])


def past_of(parts: Parts, framework: Framework, return_: Return) -> tuple[Past, ...]:
    """The earlier returns beside this one, the last first. Reads nothing."""
    now = Reader.of(return_.sector, return_.profile)
    found = []
    for previous in return_.previous:
        try:
            line = line_to(framework, previous.framework, parts.framework)
            then = Reader.of(previous.sector, previous.profile)
            found.append(Past(previous, line[0], changes(line, then, now)))
        except KeyError:  # a framework or a sector that is not here any more
            break
    return tuple(found)


def unchanged(parts: Parts, framework: Framework, return_: Return, said: Sequence[Answer]) -> dict[str, int]:
    """Criterion → how many submissions in a row said the same. One query for each earlier return."""
    past = past_of(parts, framework, return_)
    answers = {
        AnswerPlace(one.previous.ref, answer.criterion): answer
        for one in past
        for answer in parts.returns.answers(one.previous.ref)
    }
    return unchanged_in(framework, return_, said, past, answers)
