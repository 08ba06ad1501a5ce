"""What the partnership asks of its own: one set that is published, and one that somebody has begun."""

import yaml

from chalicelib.bootstrap import Wiring
from chalicelib.frameworks.own.example import beginning, example
from chalicelib.frameworks.registry import framework_data
from chalicelib.services.own_questions import begin, publish
from infra.demonstration.register import PARTNERSHIP, STAFF

BASE = "education@2026.1"
LEFT_OUT = {
    "id": "S08-04",
    "because": "Saltmarsh asks about plans for single children in its yearly visit",
}


def ask_of_its_own(parts: Wiring) -> None:
    base = framework_data(BASE)
    start = beginning(base, "Saltmarsh", parts.now().year)
    text = yaml.safe_dump({**start, "leave_out": [LEFT_OUT], "criteria": [example(base)]}, sort_keys=False)
    checked = parts.question_files.check(text.encode(), PARTNERSHIP.id)
    publish(parts, PARTNERSHIP.id, checked, STAFF[0].id)
    begin(parts, PARTNERSHIP, "Questions for nurseries", "early-years@2026.1", STAFF[0].id)
