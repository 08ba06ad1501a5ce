"""The functions that nobody waits for, through Chalice's test client."""

import json
from datetime import UTC, datetime

import pytest
from chalice.test import TestEventsClient as Events

from chalicelib.domain.tasks import Queue, Task
from chalicelib.handlers import jobs
from tests.support.builders import LEAD, cycle
from tests.support.mail import posting_parts, queued, return_with_contacts


class Context:
    """Lambda's, with so many seconds left at each look; the last figure stays."""

    def __init__(self, *seconds: int) -> None:
        self.seconds = list(seconds)

    def get_remaining_time_in_millis(self) -> int:
        return 1000 * (self.seconds.pop(0) if len(self.seconds) > 1 else self.seconds[0])


@pytest.fixture
def parts():
    from chalicelib import bootstrap

    made = posting_parts()
    bootstrap.use(made)
    return made


@pytest.fixture
def run(parts):
    """Runs one of the app's functions as Lambda would."""
    from app import app

    return lambda name, event: app.handler_map[name](event, Context(240))


def event(kind="Scheduled Event", source="aws.events", detail=None):
    return Events(None).generate_cw_event(source, kind, detail or {}, [], "eu-west-2")


def said(capsys) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]


def invited(parts, number=1):
    made = return_with_contacts(parts, number)
    return queued(parts, "mail.invitation", made.ref, person=LEAD.id)


def pdf(parts, name="copy") -> Task:
    parts.files.put("submissions/x.json", b'{"reference": "K7P-2QX"}', "application/json")
    task = Task(
        partnership_id="saltmarsh",
        subject="RETURN#K7P-2QX",
        intent=f"pdf#{name}",
        kind="render.copy",
        payload={"key": "submissions/x.json", "pdf_key": f"copies/{name}.pdf", "sha256": "abc"},
        queue=Queue.RENDER,
        due=parts.now(),
    )
    parts.commit(parts.tasks.added(task))
    return task


def test_the_worker_sends_what_waits_and_logs_figures_and_nobodys_name(parts, run, capsys):
    invited(parts)
    assert run("worker", {"queue": "work"})["done"] == 1
    assert len(parts.sender.sent) == 1
    (line,) = [line for line in said(capsys) if line["event"] == "job.done"]
    figures = {"queue": "work", "done": 1, "failed": 0, "left": 0}
    assert line == {"level": "INFO", "event": "job.done", "job": "worker", **figures}


def test_the_worker_begins_nothing_in_its_last_minute(parts):
    for number in (1, 2, 3):
        invited(parts, number)
    figures = jobs.worker({"queue": "work"}, Context(300, 61, 60))
    assert figures["done"] == 1


def test_pdfs_are_made_by_their_own_function(parts, run):
    pdf(parts)
    assert run("worker", {})["done"] == 0
    assert run("render", {"queue": "render"})["done"] == 1
    assert parts.files.objects["copies/copy.pdf"] == (b"PDF of K7P-2QX abc", "application/pdf")


def test_the_sweep_does_what_waits_and_wakes_the_other_function_if_there_is_something_for_it(parts, run):
    invited(parts)
    run("sweep", event())
    assert len(parts.sender.sent) == 1
    assert Queue.RENDER not in parts.pokes
    pdf(parts)
    run("sweep", event())
    assert parts.pokes.count(Queue.RENDER) == 1
    assert "copies/copy.pdf" not in parts.files.objects


def test_reminders_are_planned_in_londons_hours(parts, run):
    return_with_contacts(parts, invited_at=datetime(2027, 1, 12, 10, tzinfo=UTC))
    parts.clock.now = datetime(2027, 2, 2, 9, 59, tzinfo=UTC)
    assert run("plan_reminders", event()) == {}
    parts.clock.move(minutes=15)
    assert run("plan_reminders", event()) == {"reminder_not_opened": 1}


def test_reports_are_queued_once_a_night(parts, run):
    return_with_contacts(parts)
    parts.commit(parts.cycles.saved(cycle()))
    assert run("nightly_reports", event()) == {"cycles": 1}
    run("nightly_reports", event())
    assert len(parts.tasks.due(Queue.RENDER, parts.now(), 10)) == 1


def test_what_ses_says_reaches_the_task_and_the_contact(parts, run):
    task = invited(parts)
    run("worker", {})
    detail = {
        "eventType": "Bounce",
        "mail": {"messageId": "m1", "timestamp": "2027-01-11T10:00:00Z", "tags": {"task": [task.tag]}},
        "bounce": {
            "bounceType": "Permanent",
            "timestamp": "2027-01-11T10:00:02Z",
            "bouncedRecipients": [{"emailAddress": LEAD.email}],
        },
    }
    assert run("mail_events", event("Email Bounced", "aws.ses", detail)) == {"fate": "bounced"}
    (header,) = parts.returns.headers("cycle2027")
    assert header.mail_state == "bounced"


def test_an_error_is_logged_without_its_message_and_goes_on_to_lambda(parts, capsys):
    def breaks(*_):
        raise ValueError("lead@school.example.org said something")

    parts.tasks.due = breaks
    with pytest.raises(ValueError, match="said something"):
        jobs.worker({}, Context(300))
    (line,) = [line for line in said(capsys) if line["event"] == "job.broke"]
    assert (line["job"], line["error"]) == ("worker", "ValueError")
    assert "school" not in json.dumps(line)


def test_a_mail_that_may_have_been_sent_is_logged_without_an_address(parts, run, capsys):
    invited(parts)
    parts.sender.refuse = [TimeoutError("sending to lead@school.example.org")]
    run("worker", {})
    (line,) = [line for line in said(capsys) if line["event"] == "mail may have been sent"]
    assert line["kind"] == "mail.invitation"
    assert "school" not in json.dumps(line)
