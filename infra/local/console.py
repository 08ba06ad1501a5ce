"""How a local run talks to the terminal that started it."""

import signal
import sys
import threading
from typing import Any


class CannotStart(Exception):
    """The message says what to do."""


def told_to_stop() -> threading.Event:
    """Set by Ctrl-C and by SIGTERM."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop


def show(links: dict[str, Any], seconds: float, afterwards: str) -> None:
    """Where everything is. `afterwards` says what becomes of what is done here."""
    print(f"\nCompact Audit runs on this computer (ready in {seconds:.1f} seconds). Not for real returns.\n")
    print(f"  Pages          {links['base_url']}/")
    print(f"  Inbox          {links['inbox']}")
    print(f"  Staff sign-in  {links['staff_sign_in']}")
    for link in links["organisation_links"]:
        print(f"  Organisation   {link}")
    print(f"\nStop it with Ctrl-C. {afterwards}\n", flush=True)


def say_why(reason: str) -> int:
    """The exit code of a run that cannot go on."""
    print(f"run: {reason}", file=sys.stderr)
    return 1
