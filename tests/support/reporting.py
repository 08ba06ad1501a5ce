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
    headers: list[Header] = []
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


HOSTILE = {
    "long": "A sentence that goes on. " * 400,
    "word": "x" * 300,
    "emoji": "We listen 👂🏽 to children 👨‍👩‍👧 and act 🎉",
    "welsh": "Ysgol Gymraeg Bryn y Môr: diogelu plant ŵyr ŷd",
    "rtl": "نحن نستمع إلى الأطفال ونتصرف. אנחנו מקשיבים",
    "markup": "<script>alert(1)</script> & <img src=file:///etc/passwd> {{ 7 * 7 }} url(https://example.org/x)",
    "control": "Bell \x07 and null \x00 in the middle",
}


def snapshot(standards: int = 3, criteria: int = 4, actions: int = 3, **texts: str) -> dict[str, Any]:
    """A submitted copy as docs/schemas/return-1.json has it; `texts` become the first answers."""
    said = iter(texts.values())
    criteria_ids = [f"S{s:02}-{c:02}" for s in range(1, standards + 1) for c in range(1, criteria + 1)]
    return {
        "schema": "compact-audit/return/1",
        "reference": "K7P-2QX",
        "organisation": {"id": "org001", "name": "St Brannock's Made-up Primary School", "sector": "Schools"},
        "partnership": {"id": "p1", "name": "Saltmarsh Safeguarding Children Partnership"},
        "cycle": {"id": "c1", "name": "2026 to 2027"},
        "framework": {"key": "made-up@1", "title": "Safeguarding children self-assessment"},
        "profile": [
            {"question": "How many people work or volunteer with you?", "answer": "10 to 49"},
            {"question": "Do you work with children directly?", "answer": "Yes, most days"},
        ],
        "approved": {
            "name": "Harriet Head",
            "job": "Head teacher",
            "on_behalf_of": "the governing body",
            "at": "2026-11-23T14:02:00+00:00",
        },
        "submitted_at": "2026-11-23T14:02:00+00:00",
        "standards": [
            {
                "number": s,
                "title": f"Made-up standard {s} about how children are kept safe",
                "criteria": [_answer(s, c, next(said, None)) for c in range(1, criteria + 1)],
            }
            for s in range(1, standards + 1)
        ],
        "plan": [_plan_line(number, criteria_ids[number % len(criteria_ids)]) for number in range(actions)],
        "anything_else": {
            "proud_of": "Our pupils wrote the leaflet.",
            "may_share": True,
            "in_the_way": "",
            "time_taken": "2 to 4 hours",
        },
        "evidence": [
            {
                "id": "e1",
                "kind": "file",
                "title": "Safeguarding policy",
                "where": "",
                "file_name": "policy.pdf",
                "sha256": "ab" * 32,
                "version_id": "v1",
                "size": 345_678,
            },
            {
                "id": "e2",
                "kind": "link",
                "title": "Leaflet for parents",
                "where": "https://example.org/leaflet",
                "file_name": None,
                "sha256": None,
                "version_id": None,
                "size": None,
            },
            {
                "id": "e3",
                "kind": "location",
                "title": "Single central record",
                "where": "School office, locked cabinet",
                "file_name": None,
                "sha256": None,
                "version_id": None,
                "size": None,
            },
        ],
    }


def _answer(standard: int, number: int, text: str | None) -> dict[str, Any]:
    level = (standard + number) % 4 + 1
    applies = (standard + number) % 7 != 0
    return {
        "id": f"S{standard:02}-{number:02}",
        "title": f"Made-up criterion {standard}.{number}",
        "question": "What do you do so that every child who needs help is seen and heard?",
        "rating": {"id": f"l{level}", "label": LABELS[level - 1], "sentence": "We do it, and somebody checks"}
        if applies
        else None,
        "not_applicable_reason": None if applies else "We do not employ anybody",
        "narrative": text if text is not None else "We keep a log.\nThe governors read it each term.",
        "evidence": ["e1", "e3"] if applies else [],
        "answered_by": "Lena Lead",
    }


def _plan_line(number: int, criterion_id: str) -> dict[str, Any]:
    barrier = number % 5 == 4
    return {
        "id": f"b{number}" if barrier else f"a{number}",
        "kind": "barrier" if barrier else "action",
        "criteria": [criterion_id],
        "what": f"Made-up step {number}: put the local steps on one page and talk about them",
        "who": "" if barrier else "Lena Lead",
        "by_when": None if barrier else "2027-03-20",
        "how_known": "" if barrier else "We ask five people and all can say them",
    }
