"""The sample's files, and drawing it again from them."""

import json
from pathlib import Path

import jsonschema
import pytest

from chalicelib.domain.sample_files import sample_csv, sample_json, sample_text
from chalicelib.domain.sample_record import read_record
from chalicelib.domain.sample_replay import replay
from chalicelib.domain.sampling import Fact, Terms, Unit, Why, canonical, draw

FRAME = (
    *(Unit(f"s{n}", f"Made-up School {n}", "school") for n in range(11)),
    Unit("s20", "Named School", "school", certain=(Why.NAMED, Why.LOWEST_RATING)),
    Unit("s21", "Two Ticket School", "school", "primary", (Fact.COMPLAINT,)),
    Unit("p1", '=HYPERLINK("https://example.org")', "police"),
    Unit("p2", "Ynys Police, north", "police"),
)
TERMS = Terms(visits=5)
SCHEMAS = Path(__file__).parents[2] / "docs/schemas"
SCHEMA = json.loads((SCHEMAS / "sample-2.json").read_text(encoding="utf-8"))


def test_the_csv_has_a_row_for_each_visit_and_runs_nothing():
    text = sample_csv(draw(FRAME, TERMS, "seed"), {"police": "Police", "school": "Schools"})
    lines = text.split("\r\n")
    assert lines[0] == (
        "Organisation,Sector,Why it is visited,Chance of a visit,If it cannot be visited,"
        "Organisation id,Reserve id"
    )
    assert len(lines) == 7
    assert any(line.startswith("\"'=HYPERLINK(") for line in lines)
    assert ",Schools,drawn by chance,4 in 13," in lines[-2]
    assert "named by staff before the draw" in text


def test_the_json_keeps_what_a_second_draw_needs():
    sample = draw(FRAME, TERMS, "seed")
    kept = sample_json(sample)
    jsonschema.validate(kept, SCHEMA)
    assert draw(FRAME, Terms(**kept["terms"]), kept["seed"]) == sample
    assert kept["chances"]["s20"] == "1/1"
    assert kept["chances"]["s21"] == "4/13"
    assert json.loads(sample_text(sample)) == kept


def test_a_kept_sample_is_drawn_again_from_its_frame():
    kept = json.loads(sample_text(draw(FRAME, TERMS, "seed")))
    assert replay(kept, canonical(FRAME)).same


@pytest.mark.parametrize("change", ["seed", "chosen", "chances", "strata"])
def test_a_record_that_was_touched_does_not_replay(change):
    kept = json.loads(sample_text(draw(FRAME, TERMS, "seed")))
    kept[change] = "another" if change == "seed" else kept[change] and type(kept[change])()
    found = replay(kept, canonical(FRAME))
    assert (found.known_method, found.frame_agrees, found.same) == (True, True, False)


def test_a_frame_that_was_touched_is_told():
    kept = json.loads(sample_text(draw(FRAME, TERMS, "seed")))
    found = replay(kept, canonical((*FRAME[1:], Unit("s0", "", "school", "primary"))))
    assert (found.frame_agrees, found.same) == (False, False)


def test_a_sample_of_the_first_method_can_still_be_read():
    first = {
        "schema": "compact-audit/sample/1",
        "algorithm": "compact-audit/sample/1",
        "seed": "oak",
        "frame": {"sha256": "0" * 64, "size": 2},
        "minimum": 2,
        "strata": [{"id": "school", "sectors": ["school"], "units": 2, "visits": 1, "start": 0}],
        "chosen": [
            {
                "organisation": "s1",
                "name": "School",
                "sector": "school",
                "stratum": "school",
                "probability": "1/2",
                "reserve": None,
            }
        ],
    }
    jsonschema.validate(first, json.loads((SCHEMAS / "sample-1.json").read_text(encoding="utf-8")))
    read = read_record(first)
    assert read["chosen"][0]["why"] == ["chance"]
    assert read["terms"]["visits"] == 1
    assert not replay(read, "").known_method
