"""How far each made-up organisation has got, and what it rated itself. The same on every machine."""

import random
from enum import StrEnum


class Stage(StrEnum):
    """Where an organisation stands in the demonstration."""

    NO_CONTACT = "no contact"
    BOUNCED = "mail bounces"
    NOT_OPENED = "not opened"
    OPENED = "opened, nothing answered"
    STARTED = "half answered"
    NEARLY = "one answer left"
    WAITING = "waiting for approval"
    SENT_BACK = "sent back by the approver"
    SUBMITTED = "submitted"
    QUESTIONS = "asked about two answers"
    RESUBMITTED = "asked, changed, and submitted again"


IN = (Stage.SUBMITTED, Stage.QUESTIONS, Stage.RESUBMITTED)

# Read along the register: each sector's organisations in turn. The last of a sector are the late ones.
_TAILS = {
    "school": (
        Stage.QUESTIONS,
        Stage.WAITING,
        Stage.STARTED,
        Stage.NOT_OPENED,
        Stage.STARTED,
        Stage.OPENED,
        Stage.NOT_OPENED,
    ),
    "early_years": (Stage.NEARLY, Stage.SENT_BACK),
    "primary_care": (Stage.NOT_OPENED,),
    "voluntary": (Stage.NO_CONTACT, Stage.OPENED, Stage.BOUNCED, Stage.NEARLY, Stage.NOT_OPENED),
    "local_authority": (Stage.WAITING, Stage.STARTED),
    "police": (Stage.STARTED,),
}

# How a sector's ratings fall over four levels, lowest first, in parts of a hundred.
_WEIGHTS = {
    "school": (2, 13, 60, 25),
    "early_years": (3, 20, 62, 15),
    "primary_care": (4, 24, 60, 12),
    "voluntary": (8, 32, 52, 8),
    "local_authority": (1, 14, 65, 20),
    "police": (2, 20, 63, 15),
}
# Standards that more organisations find hard: the report should have something to say.
_HARDER = {4: 14, 8: 6, 11: 22, 12: 10}


def stages(sectors: list[str]) -> list[Stage]:
    """One stage for each organisation, given all their sectors in order."""
    found = [Stage.SUBMITTED] * len(sectors)
    found[0] = Stage.RESUBMITTED
    for sector, tail in _TAILS.items():
        places = [place for place, name in enumerate(sectors) if name == sector]
        for place, stage in zip(places[-len(tail) :], tail, strict=True):
            found[place] = stage
    return found


def level(chance: random.Random, sector: str, standard: int, levels: int) -> int:
    """The order of a level, from 1."""
    weights = list(_WEIGHTS.get(sector, _WEIGHTS["voluntary"]))[:levels]
    harder = min(_HARDER.get(standard, 0), weights[2])
    weights[1] += harder
    weights[2] -= harder
    return chance.choices(range(1, len(weights) + 1), weights)[0]


def share_answered(stage: Stage) -> float:
    """How much of its questions an organisation has answered by now."""
    if stage is Stage.STARTED:
        return 0.5
    return 1.0 if stage in (Stage.NEARLY, Stage.WAITING, Stage.SENT_BACK, *IN) else 0.0
