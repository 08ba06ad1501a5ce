"""Mails: what is in one, who writes it, and who sends it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from chalicelib.domain.organisations import Partnership


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One mail, ready to send. `tag` is that of the task it belongs to; `reply_to` is a person's address."""

    sender: str
    sender_name: str
    reply_to: str
    to: str
    subject: str
    text: str
    html: str
    tag: str
    cc: str = ""


class SendRefused(Exception):
    """Nothing was sent, and why: "later" (throttled or not reached), "stopped" (account or sender),
    "address" (no mail can go there) or "message" (the provider will not take this one).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Sender(Protocol):
    def send(self, message: Message) -> str:
        """The provider's message id. Raises SendRefused; anything else leaves the outcome unknown."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What every mail says: from whom, to whom, about which return, and the one link that it carries.

    `reference`, `code` and `link` are "" where there is none.
    """

    partnership: Partnership
    name: str
    public_url: str
    reference: str = ""
    code: str = ""
    link: str = ""


class Composer(Protocol):
    """Turns a message's name and facts into subject, text and HTML. The fact "letter" is a Letter."""

    def __call__(self, message: str, facts: Mapping[str, Any]) -> tuple[str, str, str]: ...
