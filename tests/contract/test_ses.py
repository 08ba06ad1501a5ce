"""Sending through SES: what moto accepts, and what each of SES's refusals becomes."""

import email.header
from dataclasses import replace
from email.utils import parseaddr

import botocore.session
import pytest
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError
from botocore.stub import ANY, Stubber
from moto import mock_aws
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from chalicelib.emails.ses import PACE, SesSender
from chalicelib.services.ports import Message, SendRefused

REGION = "eu-west-2"
MESSAGE = Message(
    sender="audit@saltmarsh.example.org",
    sender_name="Saltmarsh Safeguarding Children Partnership",
    reply_to="corin@saltmarsh.example.org",
    to="lead@school.example.org",
    subject="Received, reference K7P-2QX",
    text="Hello Gwenllïan",
    html="<p>Hello Gwenllïan</p>",
    tag="c2FsdG1hcnNo",
)


@pytest.fixture(scope="module")
def moto_client():
    """A client takes half a second to make."""
    with mock_aws():
        made = botocore.session.get_session().create_client("sesv2", region_name=REGION)
        made.create_email_identity(EmailIdentity="saltmarsh.example.org")
        yield made


@pytest.fixture
def client(moto_client):
    kept().clear()
    return moto_client


def kept():
    """The messages that moto has taken."""
    return ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages


@pytest.fixture
def stub(client):
    with Stubber(client) as stubber:
        yield stubber


class Sleeps(list):
    def __call__(self, seconds):
        self.append(seconds)


def request_of(client, message: Message, **settings):
    """What SES is asked, checked against its service model."""
    asked = {}

    class Recorder:
        def send_email(self, **request):
            asked.update(request)
            return client.send_email(**request)

    SesSender(Recorder(), **settings).send(message)
    return asked


def test_moto_takes_it(client):
    message_id = SesSender(client).send(MESSAGE)
    (taken,) = kept()
    assert taken.id == message_id
    assert taken.subject == MESSAGE.subject
    assert taken.body == MESSAGE.html
    assert taken.destinations == {"ToAddresses": [MESSAGE.to]}
    assert parseaddr(taken.source) == (MESSAGE.sender_name, MESSAGE.sender)


def test_both_bodies_reply_to_tag_and_configuration_set_are_told(client):
    asked = request_of(client, replace(MESSAGE, cc="head@school.example.org"), configuration_set="mail")
    assert asked["Content"]["Simple"] == {
        "Subject": {"Data": MESSAGE.subject, "Charset": "UTF-8"},
        "Body": {
            "Text": {"Data": MESSAGE.text, "Charset": "UTF-8"},
            "Html": {"Data": MESSAGE.html, "Charset": "UTF-8"},
        },
    }
    assert asked["ReplyToAddresses"] == [MESSAGE.reply_to]
    assert asked["Destination"] == {"ToAddresses": [MESSAGE.to], "CcAddresses": ["head@school.example.org"]}
    assert asked["EmailTags"] == [{"Name": "task", "Value": MESSAGE.tag}]
    assert asked["ConfigurationSetName"] == "mail"
    assert "ConfigurationSetName" not in request_of(client, MESSAGE)


def test_a_tag_holds_only_what_ses_allows(client):
    asked = request_of(client, replace(MESSAGE, tag="mail#x:ü" + "y" * 400))
    value = asked["EmailTags"][0]["Value"]
    assert value.startswith("mail-x--y")
    assert len(value) == 256


@pytest.mark.parametrize(
    "name",
    [
        "Partneriaeth Diogelu Plant Môr Hafren",
        'O"Brien, Sons & Co; <everybody@example.org>',
        "保護 " * 30,
        "Back\\slash (comment)",
    ],
)
def test_the_partnerships_name_arrives_whatever_is_in_it(client, name):
    source = request_of(client, replace(MESSAGE, sender_name=name))["FromEmailAddress"]
    shown, address = parseaddr(source)
    assert address == MESSAGE.sender
    assert source.isascii()
    assert "\n" not in source
    assert all(len(word) <= 76 for word in source.split() if word.startswith("=?"))
    decoded = str(email.header.make_header(email.header.decode_header(shown)))
    assert decoded.split() == name.split()


def test_a_domain_is_written_as_dns_knows_it(client):
    asked = request_of(client, replace(MESSAGE, to="lead@ysgol-tŷ-du.example.org"))
    (to,) = asked["Destination"]["ToAddresses"]
    assert to.isascii()
    local, domain = to.split("@")
    assert (local, domain.encode().decode("idna")) == ("lead", "ysgol-tŷ-du.example.org")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "@example.org",
        "lead@",
        "lénà@example.org",
        "a b@example.org",
        "a@b..org",
        "a@" + "x" * 70,
    ],
)
def test_an_address_that_cannot_be_is_refused_before_anything_is_sent(client, address):
    with pytest.raises(SendRefused, match="address"):
        SesSender(client).send(replace(MESSAGE, to=address))
    assert kept() == []


@pytest.mark.parametrize("field", ["to", "cc", "reply_to", "sender", "sender_name", "subject"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\0"])
def test_no_header_can_start_another(client, field, end):
    with pytest.raises(SendRefused):
        SesSender(client).send(replace(MESSAGE, **{field: f"x@example.org{end}Bcc: everybody@example.org"}))
    assert kept() == []


def test_moto_refuses_a_sender_that_nobody_verified(client):
    with pytest.raises(SendRefused, match="stopped"):
        SesSender(client).send(replace(MESSAGE, sender="audit@elsewhere.example.org"))


@pytest.mark.parametrize(
    ("code", "words", "reason"),
    [
        ("TooManyRequestsException", "Daily message quota exceeded.", "later"),
        ("LimitExceededException", "", "later"),
        ("ThrottlingException", "", "later"),
        ("AccountSuspendedException", "", "stopped"),
        ("SendingPausedException", "Email sending is paused for your account", "stopped"),
        ("MailFromDomainNotVerifiedException", "", "stopped"),
        ("AccessDeniedException", "is not authorized to perform ses:SendEmail", "stopped"),
        ("NotFoundException", "Configuration set <mail> does not exist.", "stopped"),
        ("MessageRejected", "Email address is not verified. The following identities failed", "stopped"),
        ("MessageRejected", "the message contains a virus", "message"),
        ("BadRequestException", "Missing final '@domain' in address", "address"),
        ("BadRequestException", "Local address contains control or whitespace", "address"),
        ("BadRequestException", "Illegal tag value", "message"),
    ],
)
def test_what_ses_refuses_is_certain_and_says_what_to_do(client, stub, code, words, reason):
    stub.add_client_error("send_email", code, words, http_status_code=400)
    with pytest.raises(SendRefused, match=reason):
        SesSender(client).send(MESSAGE)


def test_too_many_in_a_second_waits_for_the_next_one_and_asks_again(client, stub):
    sleeps = Sleeps()
    for _ in range(2):
        stub.add_client_error("send_email", "TooManyRequestsException", "Maximum sending rate exceeded.")
    stub.add_response("send_email", {"MessageId": "m1"}, {**dict.fromkeys(ASKED, ANY)})
    assert SesSender(client, sleep=sleeps).send(MESSAGE) == "m1"
    assert sleeps == [PACE, PACE]


ASKED = ("FromEmailAddress", "Destination", "ReplyToAddresses", "Content", "EmailTags")


def test_too_many_for_too_long_is_for_later(client, stub):
    sleeps = Sleeps()
    for _ in range(3):
        stub.add_client_error("send_email", "TooManyRequestsException", "Maximum sending rate exceeded.")
    with pytest.raises(SendRefused, match="later"):
        SesSender(client, sleep=sleeps).send(MESSAGE)
    assert sleeps == [PACE, PACE]


class Raises:
    def __init__(self, error):
        self.error = error

    def send_email(self, **_):
        raise self.error


@pytest.mark.parametrize(
    "error", [EndpointConnectionError(endpoint_url="x"), ConnectTimeoutError(endpoint_url="x")]
)
def test_what_never_reached_ses_is_for_later(error):
    with pytest.raises(SendRefused, match="later"):
        SesSender(Raises(error)).send(MESSAGE)


def test_what_broke_off_or_broke_there_nobody_can_know(client, stub):
    with pytest.raises(ReadTimeoutError):
        SesSender(Raises(ReadTimeoutError(endpoint_url="x"))).send(MESSAGE)
    stub.add_client_error("send_email", "InternalFailure", "address", http_status_code=500)
    with pytest.raises(Exception, match="InternalFailure"):
        SesSender(client).send(MESSAGE)
