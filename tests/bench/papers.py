"""What the files of a return cost at their largest: every question with 10,000 characters, and 60 actions."""

import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from chalicelib.documents.maker import OfficeDocuments
from chalicelib.domain.blank import blank_form
from chalicelib.domain.snapshots import snapshot
from chalicelib.domain.workbook import answers_book
from chalicelib.domain.workbook_reading import SHEETS
from chalicelib.reports.renderer import WeasyRenderer
from tests.support import builders
from tests.support.answered import answers_of, plan_for
from tests.support.fakes import MONDAY

ACTIONS = 60
TEXT = ("So we train everybody, and the register is in the shared folder. " * 150)[:9_690] + " " + "x" * 309


@dataclass(frozen=True)
class Made:
    """One file: processor time in milliseconds, size in bytes."""

    name: str
    milliseconds: float
    size: int


def made() -> Iterator[Made]:
    """Each file once, imports left out: the first of its kind pays for those."""
    return_, framework = builders.return_(profile=builders.PROFILE), builders.framework()
    partnership, cycle, documents = builders.partnership(), builders.cycle(), OfficeDocuments()
    answers = [replace(answer, narrative=TEXT) for answer in answers_of(return_)]
    plans = [
        replace(plan_for(answers[n % 40].criterion), id=f"aB{n:02}-FGH", what=TEXT[:2_000])
        for n in range(ACTIONS)
    ]
    copy = snapshot(framework, return_, answers, plans, [], partnership, cycle)
    book = answers_book(framework, return_, answers, plans, [], cycle, MONDAY)
    form, renderer = blank_form(framework, return_, partnership, cycle), WeasyRenderer()
    sheet = documents.spreadsheet(book)
    makers: dict[str, Callable[[], bytes]] = {
        "return as Word": lambda: documents.return_word(copy, MONDAY),
        "plan as Word": lambda: documents.plan_word(copy, MONDAY),
        "questions as Word": lambda: documents.blank_word(form, MONDAY),
        "spreadsheet": lambda: documents.spreadsheet(book),
        "calendar": lambda: documents.plan_calendar("K7P-2QX", "School", plans, {}, MONDAY),
        "spreadsheet read back": lambda: bytes(len(documents.read_spreadsheet(sheet, SHEETS).facts)),
        "questions as PDF": lambda: renderer.blank(form),
        "return as PDF": lambda: renderer.draft(copy, MONDAY),
    }
    for name, make in makers.items():
        if "PDF" not in name:
            make()
        started = time.process_time()
        content = make()
        yield Made(name, (time.process_time() - started) * 1000, len(content))


def main() -> None:
    print("Files of the largest return: processor time, size, most memory of this process so far\n")
    for file in made():
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"  {file.name:22} {file.milliseconds:7.0f} ms {file.size / 1000:8.0f} KB {memory:6} MB")
    print()
