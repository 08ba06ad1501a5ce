"""The sample's files."""

import json
from pathlib import Path

import jsonschema

from chalicelib.domain.sample_files import sample_csv, sample_json, sample_text
from chalicelib.domain.sampling import Unit, draw

FRAME = (
    *(Unit(f"s{n}", f"Made-up School {n}", "school") for n in range(11)),
    Unit("p1", '=HYPERLINK("https://example.org")', "police"),
    Unit("p2", "Ynys Police, north", "police"),
)
SCHEMA = json.loads((Path(__file__).parents[2] / "docs/schemas/sample-1.json").read_text(encoding="utf-8"))


def test_the_csv_has_a_row_for_each_visit_and_runs_nothing():
    lines = sample_csv(draw(FRAME, 4, "seed"), {"police": "Police", "school": "Schools"}).split("\r\n")
    assert (
        lines[0] == "Organisation,Sector,Chance of a visit,If it cannot be visited,Organisation id,Reserve id"
    )
    assert len(lines) == 6
    assert any(line.startswith("\"'=HYPERLINK(") for line in lines)
    assert ",Schools,2 in 11," in lines[-2]


def test_the_json_keeps_what_a_second_draw_needs():
    sample = draw(FRAME, 4, "seed")
    kept = sample_json(sample)
    jsonschema.validate(kept, SCHEMA)
    assert draw(FRAME, len(kept["chosen"]), kept["seed"], kept["minimum"]) == sample
    assert {c["probability"] for c in kept["chosen"]} == {"1/1", "2/11"}
    assert json.loads(sample_text(sample)) == kept
