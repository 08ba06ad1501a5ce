"""Mail through GOV.UK Notify, for a partnership whose host (a council, an ICB, a force) has a service there.

Notify sends templates of its own. Ours is one with two fields and nothing else: the subject is ((subject))
and the message ((body)). It has no copies, so whoever gets a copy gets a mail of their own. The client
retries nothing; what each of its refusals means is said below.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from chalicelib.services.ports import Message, SendRefused

TIMEOUT = 10  # seconds
LONGEST_REFERENCE = 1_000
UNAUTHORISED, TOO_MANY, BROKEN = (401, 403), 429, 500
# Of a key for a team or for trials, or of an address or template that is not the service's.
_STOPPED = ("team-only", "trial mode", "Template not found", "email_reply_to_id", "not authenticated")


class NotifySender:
    """Keeps `services.ports.Sender`. `client` makes a NotificationsAPIClient when it is first needed."""

    def __init__(self, client: Callable[[], Any], template_id: str, reply_to_id: str = "") -> None:
        self._make = client
        self._notify: Any = None
        self._template_id = template_id
        self._reply_to_id = reply_to_id

    def send(self, message: Message) -> str:
        if any(c in message.to + message.subject for c in "\r\n\0"):
            raise SendRefused("message")
        sent = self._sent(message.to, message)
        if message.cc:
            # The mail itself is out: nothing about its copy may make it look otherwise.
            with suppress(Exception):
                self._sent(message.cc, message, of_copy=True)
        return sent

    def _sent(self, to: str, message: Message, *, of_copy: bool = False) -> str:
        from notifications_python_client.errors import HTTPError

        if self._notify is None:
            self._notify = self._make()
        more = {"email_reply_to_id": self._reply_to_id} if self._reply_to_id else {}
        try:
            answer = self._notify.send_email_notification(
                email_address=to,
                template_id=self._template_id,
                personalisation={"subject": message.subject, "body": message.text},
                reference="" if of_copy else message.tag[:LONGEST_REFERENCE],
                **more,
            )
        except HTTPError as error:
            _raise_refusal(error)
            raise
        return str(answer["id"])


def client_of(api_key: str, url: str) -> Any:
    """Notify's own client, which takes most of a second to import."""
    from notifications_python_client.notifications import NotificationsAPIClient

    make: Any = NotificationsAPIClient
    return make(api_key, base_url=url, timeout=TIMEOUT)


def _raise_refusal(error: Any) -> None:
    """Raises SendRefused where nothing was sent for certain; returns where nobody can tell."""
    if error.response is None:
        if _never_reached(error.__cause__):
            raise SendRefused("later") from error
        return
    status, words = error.response.status_code, str(error.message)
    if status >= BROKEN:
        return
    if status == TOO_MANY:
        raise SendRefused("later") from error
    if status in UNAUTHORISED or any(sign in words for sign in _STOPPED):
        raise SendRefused("stopped") from error
    raise SendRefused("address" if "email_address" in words else "message") from error


def _never_reached(cause: BaseException | None) -> bool:
    """Whether no connection was made: any other breaking off may have come after the mail was taken."""
    from requests.exceptions import ConnectTimeout
    from urllib3.exceptions import MaxRetryError, NewConnectionError

    if isinstance(cause, ConnectTimeout):
        return True
    inner = cause.args[0] if cause is not None and cause.args else None
    return isinstance(inner, MaxRetryError) and isinstance(inner.reason, NewConnectionError)
