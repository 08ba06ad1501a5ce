"""Mail through Amazon SES. One call a mail, never repeated by the client: see bootstrap.py.

An answer in which SES refuses is certain: nothing went out, and SendRefused says what to do about it. A
time-out or a fault on their side is not: it goes on as it came, and the queue treats the mail as unknown.
"""

import re
import time
from collections.abc import Callable
from email.header import Header
from email.utils import formataddr
from typing import Any

from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ParamValidationError,
)

from chalicelib.services.ports import Message, SendRefused

PACE = 1.0  # seconds: SES limits how many mails it takes in one
PATIENCE = 3  # tries of a mail refused for that limit alone; being refused, it cannot go out twice
LONGEST_TAG = 256

_LATER = frozenset(
    {"TooManyRequestsException", "LimitExceededException", "ThrottlingException", "Throttling"}
)
_STOPPED = frozenset(
    {
        "AccountSuspendedException",
        "SendingPausedException",
        "MailFromDomainNotVerifiedException",
        "NotFoundException",  # the configuration set
        "AccessDeniedException",
    }
)
_OF_ADDRESS = re.compile(r"address|domain|recipient|destination", re.IGNORECASE)


class SesSender:
    """Keeps `services.ports.Sender`. `client` is an SES v2 client; `sleep` is passed in for tests."""

    def __init__(
        self, client: Any, configuration_set: str = "", sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._client = client
        self._configuration_set = configuration_set
        self._sleep = sleep

    def send(self, message: Message) -> str:
        request = _request(message, self._configuration_set)
        for attempt in range(1, PATIENCE + 1):
            try:
                sent = self._client.send_email(**request)
            except (ConnectTimeoutError, EndpointConnectionError) as error:
                raise SendRefused("later") from error  # SES never heard of it
            except ParamValidationError as error:
                raise SendRefused("message") from error
            except ClientError as error:
                if not _is_too_fast(error) or attempt == PATIENCE:
                    _raise_refusal(error)
                self._sleep(PACE)
            else:
                return str(sent["MessageId"])
        raise SendRefused("later")


def _request(message: Message, configuration_set: str) -> dict[str, Any]:
    copies = {"CcAddresses": [_address(message.cc)]} if message.cc else {}
    observed = {"ConfigurationSetName": configuration_set} if configuration_set else {}
    return {
        "FromEmailAddress": _sender(message),
        "Destination": {"ToAddresses": [_address(message.to)], **copies},
        "ReplyToAddresses": [_address(message.reply_to)],
        "Content": {
            "Simple": {
                "Subject": _text(_line(message.subject)),
                "Body": {"Text": _text(message.text), "Html": _text(message.html)},
            }
        },
        "EmailTags": [{"Name": "task", "Value": re.sub(r"[^A-Za-z0-9_-]", "-", message.tag)[:LONGEST_TAG]}],
        **observed,
    }


def _text(data: str) -> dict[str, str]:
    return {"Data": data, "Charset": "UTF-8"}


def _sender(message: Message) -> str:
    """The name as a mail header may carry it: quoted, or in encoded words when it is not plain ASCII."""
    name, address = _line(message.sender_name), _address(message.sender)
    if name.isascii():
        return formataddr((name, address))
    return f"{Header(name, 'utf-8').encode(linesep='')} <{address}>"


def _address(address: str) -> str:
    """With its domain as DNS knows it. Raises SendRefused for one that no mail can be sent to."""
    local, at, domain = _line(address).strip().rpartition("@")
    try:
        encoded = domain.encode("idna").decode()
    except UnicodeError as error:
        raise SendRefused("address") from error
    if not (local and local.isascii() and at and encoded) or any(c in local + encoded for c in " ,;<>"):
        raise SendRefused("address")
    return f"{local}@{encoded}"


def _line(value: str) -> str:
    """A header's value. Raises SendRefused rather than let one start another header."""
    if any(c in value for c in "\r\n\0"):
        raise SendRefused("message")
    return value


def _is_too_fast(error: ClientError) -> bool:
    """Over the rate of a second; the day's quota has the same code, and no second helps it."""
    answer = error.response.get("Error", {})
    return answer.get("Code") in _LATER and "rate" in answer.get("Message", "").lower()


def _raise_refusal(error: ClientError) -> None:
    answer = error.response.get("Error", {})
    code, words = answer.get("Code", ""), answer.get("Message", "")
    if code in _LATER:
        raise SendRefused("later") from error
    if code in _STOPPED or (code == "MessageRejected" and "not verified" in words):
        raise SendRefused("stopped") from error
    if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500) >= 500:
        raise error
    raise SendRefused("address" if _OF_ADDRESS.search(words) else "message") from error
