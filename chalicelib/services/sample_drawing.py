"""Drawing a verification sample, and keeping each draw as it was."""

from chalicelib.domain import objects
from chalicelib.domain.cycles import Cycle
from chalicelib.domain.sample_files import sample_csv, sample_text
from chalicelib.domain.sampling import Sample, draw, frame
from chalicelib.domain.trail import Event
from chalicelib.services.ports import Parts


def draw_sample(parts: Parts, cycle: Cycle, *, size: int, seed: str = "") -> tuple[Sample, str]:
    """Draws from the returns that are in. Without a seed one is made, after the frame is fixed.

    Raises Refused when the frame cannot give as many. Returns the sample and its seed.
    """
    units = frame(parts.returns.headers(cycle.id))
    seed = seed.strip() or parts.new_token()[:16]
    return draw(units, size, seed), seed


def sample_files(parts: Parts, cycle: Cycle, sample: Sample) -> dict[str, str]:
    """The sample as CSV and JSON: kind → text."""
    names = {sector.id: sector.name for sector in parts.framework(cycle.framework).sectors}
    return {"csv": sample_csv(sample, names), "json": sample_text(sample)}


def keep_sample(parts: Parts, cycle: Cycle, *, size: int, seed: str, actor: str) -> str:
    """Draws, keeps both files for download, and notes the draw on the trail. Returns the sample's id."""
    sample, used_seed = draw_sample(parts, cycle, size=size, seed=seed)
    sample_id = parts.new_id()
    for kind, text in sample_files(parts, cycle, sample).items():
        content_type = "application/json" if kind == "json" else "text/csv; charset=utf-8"
        parts.files.put(objects.sample(cycle.id, sample_id, kind), text.encode(), content_type)
    event = Event(
        subject=f"CYCLE#{cycle.id}",
        at=parts.now(),
        actor=actor,
        what="sample.drawn",
        details={
            "sample": sample_id,
            "size": str(size),
            "seed": used_seed,
            "seed_given": "yes" if seed.strip() else "no",
            "frame": sample.frame_sha256,
        },
    )
    parts.commit(parts.trail.recorded(event))
    return sample_id
