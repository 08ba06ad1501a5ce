"""Builders for reports: a small framework, headers of a cycle, and a whole submitted copy."""

import random
from datetime import UTC, date, datetime
from typing import Any

from chalicelib.domain.cycles import Cycle, CycleStatus, Header
from chalicelib.domain.framework import (
    Criterion,
    Framework,
    Level,
    NotAsked,
    Scale,
    Sector,
    Standard,
    Wording,
)
from chalicelib.domain.learning import LearningReport, learning_report
from chalicelib.domain.returns import ReturnStatus

MADE_ON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LABELS = ("Missing", "Partly there", "In place", "In place and checked")
SECTORS = {
    "school": "Schools",
    "early_years": "Early years settings",
    "health": "Health services",
    "police": "Police",
    "voluntary": "Voluntary and community groups",
}


def level(order: int, label: str, meets: bool) -> Level:
    return Level(id=f"l{order}", label=label, order=order, meets_standard=meets, needs_action=not meets)


def criterion(number: int, standard: int, not_asked: tuple[NotAsked, ...] = ()) -> Criterion:
    wording = Wording(
        question="What do you do?",
        why="",
        think_about=(),
        try_this="",
        where_to_look=(),
        do_not_attach="",
        levels={},
        first_step="",
    )
    return Criterion(
        id=f"S{standard:02}-{number:02}",
        standard=standard,
        title=f"Made-up criterion {standard}.{number}",
        minutes=3,
        core=False,
        voice_of_child=False,
        duties=(),
        refs=(),
        corresponds={},
        not_asked=not_asked,
        wordings={"general": wording},
    )


def framework(
    standards: int = 2, criteria: int = 2, labels: tuple[str, ...] = LABELS, meets: int = 3
) -> Framework:
    """`meets` is the order of the lowest level that meets the standard."""
    numbers = range(1, standards + 1)
    return Framework(
        id="made-up",
        version="1",
        title="Made-up framework",
        scale=Scale(tuple(level(n, label, n >= meets) for n, label in enumerate(labels, 1))),
        standards=tuple(
            Standard(number=n, title=f"Made-up standard {n}", short_title=f"Short {n}") for n in numbers
        ),
        criteria=tuple(criterion(c, n) for n in numbers for c in range(1, criteria + 1)),
        profile_questions=(),
        sectors=tuple(Sector(id=key, name=name, variant="general") for key, name in SECTORS.items()),
        duties=(),
    )


def cycle(status: CycleStatus = CycleStatus.CLOSED) -> Cycle:
    return Cycle(
        id="c1",
        partnership_id="p1",
        name="2026 to 2027",
        framework="made-up@1",
        sectors=tuple(SECTORS),
        opens_on=date(2026, 1, 12),
        due_on=date(2026, 3, 20),
        closes_on=date(2026, 4, 30),
        status=status,
    )


def header(number: int, sector: str = "school", **changes: Any) -> Header:
    values: dict[str, Any] = {
        "cycle_id": "c1",
        "organisation_id": f"org{number:04}",
        "organisation_name": f"Organisation {number}",
        "sector": sector,
        "number": 1,
        "ref": f"K7P-{number:04}",
        "status": ReturnStatus.SUBMITTED,
    }
    return Header(**{**values, **changes})


def random_headers(
    asked: Framework, sizes: dict[str, int], seed: int = 1, returned: float = 0.85
) -> list[Header]:
    """Organisations that mostly rate themselves well, as real ones do, with plans for what is below."""
    chance = random.Random(seed)
    headers = []
    for sector, size in sizes.items():
        for _ in range(size):
            status = ReturnStatus.SUBMITTED if chance.random() < returned else ReturnStatus.IN_PROGRESS
            ratings = {c.id: chance.choices((0, 1, 2, 3, 4), (4, 3, 12, 56, 25))[0] for c in asked.criteria}
            low = [c for c, order in ratings.items() if order in (1, 2)]
            plans = {f"{chance.choice('aaab')}{n}": (c,) for n, c in enumerate(low)}
            headers.append(header(len(headers), sector, status=status, ratings=ratings, plans=plans))
    return headers


def report(
    asked: Framework | None = None, status: CycleStatus = CycleStatus.CLOSED, **sizes: int
) -> LearningReport:
    asked = asked or framework()
    headers = random_headers(asked, sizes or {"school": 40, "early_years": 25, "health": 6, "police": 1})
    return learning_report(
        asked, cycle(status), headers, "Saltmarsh Safeguarding Children Partnership", MADE_ON
    )
