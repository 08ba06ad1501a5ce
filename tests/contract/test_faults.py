"""Throttling, time-outs and faults on any call, from microburst between us and the emulator.

Microburst takes SES v2 for the older SES and answers it in XML, so the refusals in SES's own words are put in
by a hook of the client; everything that breaks off, hangs or has status 500 is microburst's.

The one unavoidable case: a provider takes a mail, its answer is lost, and no delivery event comes within a
quarter of an hour. Mail for which a person waits is then sent again, and arrives twice; all other mail is
left to staff. Nobody can know better: SES has no key that would make a second send harmless.
"""

import json
import random
import urllib.request
from collections import Counter
from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config

from chalicelib.domain.mail_events import MailEvent, MailFate
from chalicelib.domain.tasks import Queue, TaskState
from chalicelib.emails.ses import SesSender
from chalicelib.services.delivery import record
from chalicelib.services.queue import work_off
from chalicelib.services.work import WORK
from chalicelib.storage.dynamodb import DynamoTable
from infra.emulator.mail import allow_senders
from infra.stack import ensure_stores
from tests.support.builders import LEAD
from tests.support.fakes import FakeParts
from tests.support.mail import queued, return_with_contacts
from tests.support.microbursts import Microburst

MANY = 40
SWEEPS = 10
KINDS = ("mail.invitation", "mail.new_link")  # the first is sent again when nobody can tell
TROUBLES = (
    {"service": "dynamodb", "error": {"code": "ProvisionedThroughputExceededException"}, "probability": 0.06},
    {"service": "dynamodb", "error": {"code": "ThrottlingException"}, "probability": 0.04},
    {"service": "dynamodb", "error": {"code": "InternalServerError", "status": 500}, "probability": 0.04},
    {"service": "dynamodb", "reset": True, "probability": 0.03},
    {"service": "dynamodb", "timeout_ms": 1200, "probability": 0.005},
    {"service": "dynamodb", "response": {"abort_frac": 0.1}, "probability": 0.04},
    # The one case, for certain: nobody ever hears of this invitation (see `sweep`).
    {
        "service": "ses",
        "body": "contains(Destination.ToAddresses, 'lead2@example.org')",
        "response": {"abort_frac": 0.1},
        "times": 1,
    },
    {"service": "ses", "timeout_ms": 1200, "times": 2},
    {"service": "ses", "reset": True, "times": 3},
    {"service": "ses", "error": {"code": "InternalFailure", "status": 500}, "times": 4},
    {"service": "ses", "response": {"abort_frac": 0.1}, "probability": 0.25},
)


@pytest.fixture
def burst(emulator_stores):
    made = Microburst(emulator_stores[0])
    yield made
    made.stop()


class Area:
    """The queue on the emulator: `calm` reaches it undisturbed, `worker` through microburst."""

    def __init__(self, url, burst, seed):
        self.url, self.chance = url, random.Random(seed)
        stores = ensure_stores(
            boto3.client("cloudformation", endpoint_url=url), "faults", "https://a.example.org"
        )
        ses = boto3.client("sesv2", endpoint_url=url)
        allow_senders(ses)
        self.calm: Any = FakeParts(DynamoTable(boto3.client("dynamodb", endpoint_url=url), stores.table))
        for service, call in (("dynamodb", "list_tables"), ("sesv2", "list_email_identities")):
            getattr(boto3.client(service, endpoint_url=burst.url), call)()  # it reads AWS's models first
        quick = Config(read_timeout=1, connect_timeout=1)
        once = Config(read_timeout=1, connect_timeout=1, retries={"total_max_attempts": 1})
        dynamodb = boto3.client("dynamodb", endpoint_url=burst.url, config=quick)
        self.worker: Any = self.calm.beside(DynamoTable(dynamodb, stores.table))
        client = boto3.client("sesv2", endpoint_url=burst.url, config=once)
        client.meta.events.register("before-send.sesv2.SendEmail", self.throttled)
        self.worker.sender = SesSender(client, sleep=lambda _: None)
        self.refusals = self.broken = 0
        self.calm_now = False
        self.tasks = {number: self.task(number) for number in range(1, MANY + 1)}

    def task(self, number: int) -> Any:
        address = f"lead{number}@example.org"
        made = return_with_contacts(self.calm, number, people={LEAD.id: replace(LEAD, email=address)})
        return queued(self.calm, KINDS[number % 2], made.ref, person=LEAD.id)

    def throttled(self, request: Any, **_: Any) -> AWSResponse | None:
        if self.calm_now or self.chance.random() > 0.1:
            return None
        self.refusals += 1
        headers = {"x-amzn-ErrorType": "TooManyRequestsException", "Content-Type": "application/json"}
        return _Answer(request.url, headers, b'{"message": "Maximum sending rate exceeded."}')

    def sweep(self) -> None:
        self.calm.clock.move(minutes=3)
        try:
            work_off(self.worker, Queue.WORK, WORK[Queue.WORK])
        except Exception:  # as Lambda would end the function: the next sweep comes
            self.broken += 1
        for number in self.taken():
            if number % 4 < 2:  # of the other half the provider never says a word
                event = MailEvent(fate=MailFate.DELIVERED, tag=self.tasks[number].tag, at=self.calm.now())
                record(self.calm, event)

    def taken(self) -> Counter[int]:
        """How many mails the provider took for each."""
        with urllib.request.urlopen(f"{self.url}/_ministack/ses/messages", timeout=5) as answer:
            found = json.loads(answer.read())["messages"]
        every = [mail for account in found.values() for mail in account]
        numbers = [mail["To"][0].removeprefix("lead").split("@")[0] for mail in every]
        return Counter(int(number) for number in numbers if number.isdigit())

    def state(self, number: int) -> Any:
        task = self.tasks[number]
        return self.calm.tasks.get(task.partnership_id, task.subject, task.intent)


class _Answer(AWSResponse):
    def __init__(self, url, headers, content):
        super().__init__(url, 429, headers, None)
        self._content = content


def test_no_mail_is_lost_and_none_sent_twice_but_in_the_one_case_that_nobody_can_avoid(
    emulator_stores, burst
):
    area = Area(emulator_stores[0], burst, seed=7)
    burst.rules(list(TROUBLES))
    for _ in range(SWEEPS):
        area.sweep()
    burst.rules([])
    area.calm_now = True
    for _ in range(10):
        area.sweep()

    taken, told = area.taken(), [number for number in area.tasks if number % 4 < 2]
    states = {number: area.state(number) for number in area.tasks}
    # Everything is settled, and what the provider never took is in staff's list of mail to look into.
    assert {task.state for task in states.values()} <= {TaskState.DONE, TaskState.FAILED}
    listed = area.calm.tasks.failed("saltmarsh", area.tasks[1].due, area.calm.now())
    missing = [number for number in area.tasks if not taken[number]]
    assert {area.tasks[number].tag for number in missing} <= {task.tag for task in listed}
    assert all(states[number].note == "unsettled" for number in missing)
    assert all(states[number].kind == "mail.new_link" for number in missing)

    # Twice only: sent again because somebody waits for it, taken without an answer, and never spoken of.
    twice = {number: taken[number] - 1 for number in taken if taken[number] > 1}
    assert not set(twice) & set(told)
    assert all(states[number].kind == "mail.invitation" for number in twice)
    made = Counter((fault["service"], fault["action"].split(":")[0]) for fault in burst.fired())
    answers_lost = made["ses", "response"]
    assert 0 < sum(twice.values()) <= answers_lost

    # There was trouble enough.
    assert area.refusals
    assert {action for service, action in made if service == "ses"} >= {
        "error",
        "reset",
        "timeout",
        "response",
    }
    assert sum(number for (service, _), number in made.items() if service == "dynamodb") > MANY
