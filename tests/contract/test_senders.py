"""One contract for whatever sends our mail: SES and GOV.UK Notify, each against a server of its kind."""

from dataclasses import dataclass, replace
from typing import Any

import botocore.session
import pytest
from botocore.config import Config

from chalicelib.emails.notify import NotifySender, client_of
from chalicelib.emails.ses import SesSender
from chalicelib.services.ports import Message, SendRefused
from tests.support.mail_server import MailServer

MESSAGE = Message(
    sender="audit@saltmarsh.example.org",
    sender_name="Saltmarsh Safeguarding Children Partnership",
    reply_to="corin@saltmarsh.example.org",
    to="lead@school.example.org",
    subject="Is this for you?",
    text="Hello Gwenllïan\n\nhttps://audit.example.org/i/x\n",
    html="<p>Hello Gwenllïan</p>",
    tag="c2FsdG1hcnNo",
)
KEY = "made-up-" + "-".join(["00000000-0000-0000-0000-000000000000"] * 2)
KINDS = ("ses", "notify")


@dataclass
class Kind:
    """A sender, and how its provider says each thing."""

    sender: Any
    server: MailServer
    says: dict[str, tuple[int, dict[str, str], Any]]
    told: Any

    def will(self, what: str) -> None:
        self.server.answers.append(None if what == "hang_up" else self.says[what])


def _ses(status: int, error: str, words: str = "") -> tuple[int, dict[str, str], Any]:
    return status, {"x-amzn-ErrorType": error}, {"message": words}


def _notify(status: int, error: str, words: str) -> tuple[int, dict[str, str], Any]:
    return status, {}, {"status_code": status, "errors": [{"error": error, "message": words}]}


SES_SAYS = {
    "taken": (200, {}, {"MessageId": "m1"}),
    "later": _ses(429, "TooManyRequestsException", "Daily message quota exceeded."),
    "stopped": _ses(400, "AccountSuspendedException"),
    "address": _ses(400, "BadRequestException", "Missing final '@domain' in address"),
    "message": _ses(400, "MessageRejected", "the message contains a virus"),
    "broken": _ses(500, "InternalFailure", "address"),
}
NOTIFY_SAYS = {
    "taken": (201, {}, {"id": "m1"}),
    "later": _notify(429, "TooManyRequestsError", "Exceeded send limits (250000) for today"),
    "stopped": _notify(403, "AuthError", "Invalid token: API key not found"),
    "address": _notify(400, "ValidationError", "email_address Not a valid email address"),
    "message": _notify(400, "BadRequestError", "Your message is too long"),
    "broken": _notify(500, "Exception", "Internal server error about email_address"),
}


def _sender(kind: str, url: str) -> Any:
    if kind == "notify":
        return NotifySender(lambda: client_of(KEY, url), "template-1", "reply-1")
    config = Config(retries={"total_max_attempts": 1}, connect_timeout=2, read_timeout=2)
    client = botocore.session.get_session().create_client(
        "sesv2",
        region_name="eu-west-2",
        endpoint_url=url,
        config=config,
        aws_access_key_id="none",
        aws_secret_access_key="none",
    )
    return SesSender(client, sleep=lambda _: None)


@pytest.fixture(params=KINDS)
def kind(request):
    server = MailServer()
    told = _of_ses if request.param == "ses" else _of_notify
    says = SES_SAYS if request.param == "ses" else NOTIFY_SAYS
    yield Kind(_sender(request.param, server.url), server, says, told)
    server.stop()


def _of_ses(asked):
    content = asked["Content"]["Simple"]
    words = (content["Subject"]["Data"], content["Body"]["Text"]["Data"])
    return asked["Destination"]["ToAddresses"], *words, asked["EmailTags"][0]["Value"]


def _of_notify(asked):
    said = asked["personalisation"]
    return [asked["email_address"]], said["subject"], said["body"], asked["reference"]


def test_what_is_taken_has_an_id_and_arrives_as_it_was_written(kind):
    kind.will("taken")
    assert kind.sender.send(MESSAGE) == "m1"
    (asked,) = kind.server.asked
    assert kind.told(asked) == ([MESSAGE.to], MESSAGE.subject, MESSAGE.text, MESSAGE.tag)


@pytest.mark.parametrize("reason", ["later", "stopped", "address", "message"])
def test_a_refusal_is_certain_and_says_what_to_do(kind, reason):
    kind.will(reason)
    with pytest.raises(SendRefused) as refusal:
        kind.sender.send(MESSAGE)
    assert refusal.value.reason == reason
    assert len(kind.server.asked) == 1


@pytest.mark.parametrize("trouble", ["broken", "hang_up"])
def test_whatever_breaks_may_have_been_sent_and_is_not_tried_again(kind, trouble):
    kind.will(trouble)
    with pytest.raises(Exception) as broken:  # noqa: PT011 - anything but a refusal
        kind.sender.send(MESSAGE)
    assert not isinstance(broken.value, SendRefused)
    assert len(kind.server.asked) == 1


@pytest.mark.parametrize("name", KINDS)
def test_a_provider_that_cannot_be_reached_has_taken_nothing(name):
    server = MailServer()
    url = server.url
    server.stop()
    with pytest.raises(SendRefused, match="later"):
        _sender(name, url).send(MESSAGE)


@pytest.mark.parametrize("field", ["to", "subject"])
def test_no_line_can_start_another(kind, field):
    with pytest.raises(SendRefused):
        kind.sender.send(replace(MESSAGE, **{field: "x@example.org\nBcc: everybody@example.org"}))
    assert kind.server.asked == []


def test_a_copy_goes_to_its_reader_and_no_trouble_with_it_is_the_mails(kind):
    kind.will("taken")
    kind.will("broken")  # SES takes both in one
    assert kind.sender.send(replace(MESSAGE, cc="head@school.example.org")) == "m1"
    everybody = str(kind.server.asked)
    assert "head@school.example.org" in everybody
    if len(kind.server.asked) > 1:  # so that what becomes of the copy settles nothing
        assert not kind.server.asked[1].get("reference")


def test_notify_is_told_whom_replies_go_to():
    server = MailServer()
    server.answers.append(NOTIFY_SAYS["taken"])
    _sender("notify", server.url).send(MESSAGE)
    server.stop()
    (asked,) = server.asked
    assert (asked["template_id"], asked["email_reply_to_id"]) == ("template-1", "reply-1")
