"""A sample as files: a list to plan visits with, and JSON to keep and to draw again from."""

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from chalicelib.domain.exports import to_csv
from chalicelib.domain.sampling import Chosen, Fact, Sample, Unit, Why

HEADER = (
    "Organisation",
    "Sector",
    "Why it is visited",
    "Chance of a visit",
    "If it cannot be visited",
    "Organisation id",
    "Reserve id",
)
TO_FILL_IN = ("Date of the visit", "Time", "Visitors", "Notes")
"""Columns that a spreadsheet has besides, for the planning."""

WHY = {
    Why.DUE: "not visited for as long as was promised",
    Why.NOT_RETURNED: "its return was not in",
    Why.LOWEST_RATING: "it rates itself at the lowest level somewhere",
    Why.NAMED: "named by staff before the draw",
    Why.CHANCE: "drawn by chance",
    Why.WIDTH: "its tickets made it certain",
}
FACTS = {
    Fact.INSPECTION: "an inspection found something to improve",
    Fact.COMPLAINT: "a complaint",
    Fact.NEW_LEAD: "a new safeguarding lead",
    Fact.LONG_UNVISITED: "long without a visit",
}


def sample_rows(sample: Sample, sector_names: Mapping[str, str]) -> list[list[str]]:
    """One row an organisation to visit, under HEADER. A chance reads "2 in 17": 2/17 would become a date."""
    return [
        [
            c.unit.name,
            sector_names.get(c.unit.sector, c.unit.sector),
            "; ".join(WHY[why] for why in c.why),
            in_words(c.probability),
            c.reserve.name if c.reserve else "",
            c.unit.id,
            c.reserve.id if c.reserve else "",
        ]
        for c in sample.chosen
    ]


def sample_csv(sample: Sample, sector_names: Mapping[str, str] | None = None) -> str:
    return to_csv(HEADER, sample_rows(sample, sector_names or {}))


def in_words(chance: Fraction) -> str:
    """As in "2 in 17" and "certain"."""
    return "certain" if chance == 1 else f"{chance.numerator} in {chance.denominator}"


def sample_json(sample: Sample) -> dict[str, Any]:
    """The whole draw; docs/schemas/sample-2.json says what each field means."""
    terms = sample.terms
    return {
        "schema": "compact-audit/sample/2",
        "algorithm": sample.algorithm,
        "seed": sample.seed,
        "frame": {"sha256": sample.frame_sha256, "size": sample.frame_size},
        "terms": {
            "visits": terms.visits,
            "minimum": terms.minimum,
            "equally": terms.equally,
            "promise": terms.promise,
            "missing": terms.missing,
        },
        "strata": [
            {
                "id": s.id,
                "sectors": list(s.sectors),
                "units": s.units,
                "visits": s.visits,
                "certain": s.certain,
                "tickets": s.tickets,
                "start": s.start,
            }
            for s in sample.strata
        ],
        "chosen": [_chosen_json(c) for c in sample.chosen],
        "chances": {id_: _fraction(chance) for id_, chance in sorted(sample.chances.items())},
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
        "why": sorted(why.value for why in chosen.why),
        "tickets": chosen.unit.tickets,
        "facts": sorted(fact.value for fact in chosen.unit.facts),
        "probability": _fraction(chosen.probability),
        "reserve": _reserve_json(chosen.reserve) if chosen.reserve else None,
    }


def _reserve_json(reserve: Unit) -> dict[str, str]:
    return {"organisation": reserve.id, "name": reserve.name}


def _fraction(chance: Fraction) -> str:
    return f"{chance.numerator}/{chance.denominator}"
