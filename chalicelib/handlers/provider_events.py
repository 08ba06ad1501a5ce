"""Events of AWS services, as EventBridge hands them over, in our own terms."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.domain.mail_events import MailEvent, MailFate

LONGEST_WHY = 80


def mail_event(detail: Mapping[str, Any]) -> MailEvent | None:
    """SES's event publishing record; None for a mail without our tag or an event that settles nothing.

    docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
    """
    mail = detail.get("mail", {})
    tags = mail.get("tags", {}).get("task", [])
    fate, part, addresses = _fate(detail)
    if fate is None or not tags:
        return None
    return MailEvent(
        fate=fate,
        tag=tags[0],
        at=datetime.fromisoformat(detail.get(part, {}).get("timestamp") or mail["timestamp"]),
        addresses=addresses,
        message_id=mail.get("messageId", ""),
        why=_why(detail),
    )


def _fate(detail: Mapping[str, Any]) -> tuple[MailFate | None, str, tuple[str, ...]]:
    """What happened, which part of the record says so, and to which addresses."""
    match detail.get("eventType"):
        case "Send":
            return MailFate.SENT, "mail", ()
        case "DeliveryDelay":
            delay = detail.get("deliveryDelay", {})
            return MailFate.DELAYED, "deliveryDelay", _addresses(delay.get("delayedRecipients", ()))
        case "Delivery":
            return MailFate.DELIVERED, "delivery", tuple(detail["delivery"].get("recipients", ()))
        case "Bounce":
            bounce = detail["bounce"]
            permanent = bounce.get("bounceType") == "Permanent"
            fate = MailFate.BOUNCED if permanent else MailFate.RETURNED
            return fate, "bounce", _addresses(bounce.get("bouncedRecipients", ()))
        case "Complaint":
            complaint = detail["complaint"]
            return MailFate.COMPLAINED, "complaint", _addresses(complaint.get("complainedRecipients", ()))
        case "Reject" | "Rendering Failure":
            return MailFate.RETURNED, "mail", ()
    return None, "", ()


def _why(detail: Mapping[str, Any]) -> str:
    """The provider's own words, of which there is a short list; never what another server wrote."""
    bounce = detail.get("bounce", {})
    words = (
        bounce.get("bounceType", ""),
        bounce.get("bounceSubType", ""),
        detail.get("deliveryDelay", {}).get("delayType", ""),
        detail.get("complaint", {}).get("complaintFeedbackType", ""),
    )
    return " ".join(word for word in words if word)[:LONGEST_WHY]


def _addresses(recipients: Any) -> tuple[str, ...]:
    return tuple(recipient["emailAddress"] for recipient in recipients)
