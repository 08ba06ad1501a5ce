"""Drawing the organisations to visit, and keeping each draw as it was."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain import objects
from chalicelib.domain.cycles import Cycle
from chalicelib.domain.draws import Draw
from chalicelib.domain.errors import Busy
from chalicelib.domain.sample_book import sample_book
from chalicelib.domain.sample_files import sample_csv, sample_text
from chalicelib.domain.sampling import Sample, Terms, Why, canonical, draw, refuse_unless_possible
from chalicelib.domain.trail import Event
from chalicelib.services.ports import Conflict, Parts
from chalicelib.services.sample_frames import frame_of

TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What whoever draws has decided. An empty seed is made up once the frame is fixed."""

    terms: Terms
    certain: frozenset[Why] = frozenset()
    seed: str = ""


def keep_sample(parts: Parts, cycle: Cycle, wishes: Wishes, actor: str) -> Draw:
    """Freezes the frame, and only then makes the seed and draws; keeps all of it under the next number.

    Raises Refused when such a sample cannot be drawn.
    """
    units = frame_of(parts, cycle, wishes.terms, wishes.certain)
    refuse_unless_possible(units, wishes.terms)
    sample_id, given = parts.new_id(), wishes.seed.strip()
    parts.files.put(
        objects.sample(cycle.id, sample_id, "frame"), canonical(units).encode(), CONTENT_TYPES["json"]
    )
    sample = draw(units, wishes.terms, given or parts.new_token()[:16])
    for kind, content in sample_files(parts, cycle, sample, parts.now()).items():
        parts.files.put(objects.sample(cycle.id, sample_id, kind), content, CONTENT_TYPES[kind])
    return _numbered(parts, cycle, sample, sample_id=sample_id, given=bool(given), actor=actor)


def sample_files(parts: Parts, cycle: Cycle, sample: Sample, made_at: datetime) -> Mapping[str, bytes]:
    """The sample in each form: kind → content."""
    names = {sector.id: sector.name for sector in parts.framework(cycle.framework).sectors}
    book = sample_book(sample, cycle.name, names, made_at)
    return {
        "csv": sample_csv(sample, names).encode(),
        "json": sample_text(sample).encode(),
        "xlsx": parts.documents.spreadsheet(book),
    }


def _numbered(parts: Parts, cycle: Cycle, sample: Sample, *, sample_id: str, given: bool, actor: str) -> Draw:
    """Two at once are two draws: the second takes the next number."""
    for _ in range(TRIES):
        drawn = Draw(
            cycle_id=cycle.id,
            number=len(parts.verification.draws(cycle.id)) + 1,
            id=sample_id,
            at=parts.now(),
            actor=actor,
            visits=sample.terms.visits,
            seed=sample.seed,
            seed_given=given,
            frame_sha256=sample.frame_sha256,
        )
        try:
            parts.commit(parts.verification.drawn(drawn), parts.trail.recorded(_event(drawn)))
        except Conflict:
            continue
        return drawn
    raise Busy


def _event(drawn: Draw) -> Event:
    return Event(
        subject=f"CYCLE#{drawn.cycle_id}",
        at=drawn.at,
        actor=drawn.actor,
        what="sample.drawn",
        details={
            "sample": drawn.id,
            "number": str(drawn.number),
            "size": str(drawn.visits),
            "seed": drawn.seed,
            "seed_given": "yes" if drawn.seed_given else "no",
            "frame": drawn.frame_sha256,
        },
    )


CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
