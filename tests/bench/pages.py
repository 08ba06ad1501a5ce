"""The task list, a criterion page and a save: processor time in our code, calls to DynamoDB, capacity.

The table is in memory, so that the time is ours: Chalice's dispatch, the services, the templates.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from chalice.test import Client

from chalicelib import bootstrap
from chalicelib.domain.credentials import form_token
from chalicelib.domain.returns import ReturnStatus, asked
from chalicelib.handlers import cookies
from chalicelib.services.answering import save_answer
from tests.bench.metered import Meter, MeteredTable
from tests.support.builders import LEAD, PROFILE, framework, session, stored_return
from tests.support.fakes import FakeParts

WARM_UP = 5
REQUESTS = 60
TEXT = "We train everybody who works with children every year; the register is in the shared folder. " * 8


@dataclass(frozen=True)
class Cost:
    """Of one request; `milliseconds` is the median of processor time."""

    name: str
    milliseconds: float
    meter: Meter


class Desk:
    """A lead in the middle of a school's return: half of it answered, each answer as long as most are."""

    def __init__(self) -> None:
        from app import app

        self.table = MeteredTable()
        self.parts = FakeParts(self.table)
        bootstrap.use(self.parts)
        self._http = Client(app).http
        made = stored_return(
            self.parts, status=ReturnStatus.IN_PROGRESS, profile=PROFILE, people={LEAD.id: LEAD}
        )
        self.ref, self._token = made.ref, session(self.parts, made)
        criteria = asked(framework(), made)
        self.path = f"/r/{made.ref}"
        self.question = f"{self.path}/criteria/{criteria[0].id}"
        for criterion in criteria[: len(criteria) // 2]:
            arguments: dict[str, Any] = {"rating": "good", "narrative": TEXT, "version": 0}
            save_answer(self.parts, self.ref, self._token, criterion.id, **arguments)
        self.version = 1

    def get(self, path: str) -> None:
        self._send("GET", path, b"", 200)

    def save(self) -> None:
        """A new text and another rating, so that headers are written too."""
        fields = {
            "form_token": form_token(self._token),
            "_version": str(self.version),
            "narrative": f"{TEXT} {self.version}",
            "rating": ("outstanding", "good")[self.version % 2 == 0],
        }
        self._send("POST", self.question, urlencode(fields).encode(), 303)
        self.version += 1

    def autosave(self) -> None:
        """A new text and the same rating, as a script sends it."""
        fields = {
            "form_token": form_token(self._token),
            "_version": str(self.version),
            "narrative": f"{TEXT} {self.version}",
            "rating": "good",
        }
        self._send("POST", f"{self.question}/autosave", urlencode(fields).encode(), 200)
        self.version += 1

    def _send(self, method: str, path: str, body: bytes, expected: int) -> None:
        headers = {"Cookie": f"{cookies.for_return(self.ref)}={self._token}"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        answer = self._http.request(method, path, headers=headers, body=body)
        if answer.status_code != expected:
            raise RuntimeError(f"{method} {path} answered {answer.status_code}")


def costs() -> Iterator[Cost]:
    """Of each kind of request."""
    desk = Desk()
    yield cost("task list", desk, lambda: desk.get(desk.path))
    yield cost("criterion page", desk, lambda: desk.get(desk.question))
    yield cost("autosave", desk, desk.autosave)
    yield cost("save", desk, desk.save)


def cost(name: str, desk: Desk, request: Callable[[], None], requests: int = REQUESTS) -> Cost:
    for _ in range(WARM_UP):
        request()
    with metered(desk.table) as meter:
        request()
    times = []
    for _ in range(requests):
        started = time.process_time()
        request()
        times.append((time.process_time() - started) * 1000)
    return Cost(name, statistics.median(times), meter)


@contextmanager
def metered(table: MeteredTable) -> Iterator[Meter]:
    """Counts alone what happens inside."""
    kept, table.meter = table.meter, Meter()
    try:
        yield table.meter
    finally:
        table.meter = kept
