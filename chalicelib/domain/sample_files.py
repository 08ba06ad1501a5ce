"""A sample as files: CSV to plan visits with, JSON to keep and to draw again from."""

import json
from collections.abc import Mapping
from typing import Any

from chalicelib.domain.exports import to_csv
from chalicelib.domain.sampling import Chosen, Sample

HEADER = (
    "Organisation",
    "Sector",
    "Chance of a visit",
    "If it cannot be visited",
    "Organisation id",
    "Reserve id",
)


def sample_csv(sample: Sample, sector_names: Mapping[str, str] | None = None) -> str:
    """One row an organisation to visit. The chance reads "2 in 17": a spreadsheet takes 2/17 for a date."""
    names = sector_names or {}
    visits = {s.id: f"{s.visits} in {s.units}" for s in sample.strata}
    return to_csv(
        HEADER,
        [
            [
                c.unit.name,
                names.get(c.unit.sector, c.unit.sector),
                visits[c.stratum],
                c.reserve.name if c.reserve else "",
                c.unit.id,
                c.reserve.id if c.reserve else "",
            ]
            for c in sample.chosen
        ],
    )


def sample_json(sample: Sample) -> dict[str, Any]:
    """The whole draw; docs/schemas/sample-1.json says what each field means."""
    return {
        "schema": "compact-audit/sample/1",
        "algorithm": sample.algorithm,
        "seed": sample.seed,
        "frame": {"sha256": sample.frame_sha256, "size": sample.frame_size},
        "minimum": sample.minimum,
        "strata": [
            {"id": s.id, "sectors": list(s.sectors), "units": s.units, "visits": s.visits, "start": s.start}
            for s in sample.strata
        ],
        "chosen": [_chosen_json(c) for c in sample.chosen],
    }


def sample_text(sample: Sample) -> str:
    """The JSON file, indented, the same bytes for the same sample."""
    return json.dumps(sample_json(sample), indent=2, ensure_ascii=False) + "\n"


def _chosen_json(chosen: Chosen) -> dict[str, Any]:
    return {
        "organisation": chosen.unit.id,
        "name": chosen.unit.name,
        "sector": chosen.unit.sector,
        "stratum": chosen.stratum,
        "probability": f"{chosen.probability.numerator}/{chosen.probability.denominator}",
        "reserve": {"organisation": chosen.reserve.id, "name": chosen.reserve.name}
        if chosen.reserve
        else None,
    }
