"""SES takes mail only from senders that it has verified; the emulator verifies them when asked."""

from typing import Any

SENDERS = "example.org"  # the domain of every sender in the local run


def allow_senders(ses: Any) -> None:
    """`ses` is a client of SES v2. Safe to repeat."""
    try:
        ses.create_email_identity(EmailIdentity=SENDERS)
    except ses.exceptions.AlreadyExistsException:
        return
