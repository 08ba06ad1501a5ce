"""The draws of a cycle as they were kept, and drawing one of them again."""

import json
from dataclasses import dataclass
from typing import Any

from chalicelib.domain import objects
from chalicelib.domain.cycles import Cycle
from chalicelib.domain.draws import Draw
from chalicelib.domain.errors import NotFound
from chalicelib.domain.sample_record import read_record
from chalicelib.domain.sample_replay import Replay, replay
from chalicelib.domain.sampling import Unit, read_frame
from chalicelib.services.ports import Parts

FIRST_ONES = "sample.drawn"
"""Draws of the first method have no item of their own, only their line on the trail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSample:
    """A draw and its record; `frame` is empty for draws of the first method."""

    draw: Draw
    record: dict[str, Any]
    frame: tuple[Unit, ...]


def draws_of(parts: Parts, cycle: Cycle) -> list[Draw]:
    """Newest first. Those of the first method have the number 0."""
    kept = parts.verification.draws(cycle.id)
    return [*reversed(kept), *reversed(_first_ones(parts, cycle, {d.id for d in kept}))]


def kept_sample(parts: Parts, cycle: Cycle, sample_id: str) -> KeptSample:
    """Raises NotFound for a draw that this cycle never had."""
    draw = draw_of(parts, cycle, sample_id)
    record = json.loads(parts.files.get(objects.sample(cycle.id, sample_id, "json")))
    frame = read_frame(_frame_text(parts, draw)) if draw.number else ()
    return KeptSample(draw=draw, record=read_record(record), frame=frame)


def draw_of(parts: Parts, cycle: Cycle, sample_id: str) -> Draw:
    """Raises NotFound for a draw that this cycle never had."""
    for draw in draws_of(parts, cycle):
        if draw.id == sample_id:
            return draw
    raise NotFound


def drawn_once_more(parts: Parts, cycle: Cycle, sample_id: str) -> Replay:
    """The same draw made again, now, from what was kept of it."""
    kept = kept_sample(parts, cycle, sample_id)
    return replay(kept.record, _frame_text(parts, kept.draw) if kept.draw.number else "")


def _frame_text(parts: Parts, draw: Draw) -> str:
    return parts.files.get(objects.sample(draw.cycle_id, draw.id, "frame")).decode()


def _first_ones(parts: Parts, cycle: Cycle, known: set[str]) -> list[Draw]:
    events = [e for e in parts.trail.of(f"CYCLE#{cycle.id}") if e.what == FIRST_ONES]
    return [
        Draw(
            cycle_id=cycle.id,
            number=0,
            id=event.details["sample"],
            at=event.at,
            actor=event.actor,
            visits=int(event.details["size"]),
            seed=event.details["seed"],
            seed_given=event.details["seed_given"] == "yes",
            frame_sha256=event.details["frame"],
        )
        for event in events
        if event.details["sample"] not in known
    ]
