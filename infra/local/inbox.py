"""Every mail that the local run sent, for people at /inbox and for tests at /inbox.json.

The emulator forgets mail when it stops; this keeps it in a file. Newest first.
"""

import html
import json
import re
import threading
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError

from chalicelib.domain.times import clock_time, long_date

LINK = re.compile(r"https?://[^\s<>\"]+")
STYLE = (
    "body{font:16px/1.5 Arial,sans-serif;max-width:50em;margin:1em auto;padding:0 1em}"
    "article{border-top:1px solid #999;padding:1em 0}"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}"
    "h2{font-size:1.1em;margin:0}p{margin:0;color:#444}"
)


class Inbox:
    """`source` is the emulator's list of messages; `file` is where they are kept."""

    def __init__(self, source: str, file: Path) -> None:
        self._source = source
        self._file = file
        self._lock = threading.Lock()
        self._mails: dict[str, dict[str, Any]] = json.loads(file.read_text()) if file.exists() else {}

    def refresh(self) -> list[dict[str, Any]]:
        """Every mail, newest first; new ones are on disk before this returns."""
        with self._lock:
            fresh = {
                mail["MessageId"]: mail for mail in self._fetch() if mail["MessageId"] not in self._mails
            }
            if fresh:
                self._mails |= fresh
                written = self._file.with_suffix(".new")
                written.write_text(json.dumps(self._mails))
                written.replace(self._file)
            return sorted(self._mails.values(), key=lambda mail: str(mail["Timestamp"]), reverse=True)

    def page(self, path: str) -> tuple[str, str]:
        """Content type and body."""
        mails = self.refresh()
        if path == "/inbox.json":
            return "application/json", json.dumps(mails)
        shown = (
            "".join(_article(mail) for mail in mails) or "<p>No mail yet. It goes out within a minute.</p>"
        )
        return "text/html; charset=utf-8", (
            '<!doctype html><html lang="en"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width"><title>Inbox</title>'
            f"<style>{STYLE}</style><h1>Inbox</h1><p>Sent by the local run. Nothing left this computer.</p>"
            f"{shown}</html>"
        )

    def _fetch(self) -> list[dict[str, Any]]:
        try:
            with urllib.request.urlopen(self._source, timeout=5) as response:
                by_account: dict[str, list[dict[str, Any]]] = json.load(response)["messages"]
        except (URLError, OSError):
            return []  # stopping, or just killed: what is on disk is still shown
        return [mail for mails in by_account.values() for mail in mails]


def _article(mail: dict[str, Any]) -> str:
    to = ", ".join([*mail["To"], *mail["CC"]])
    return (
        f"<article><h2>{html.escape(mail['Subject'])}</h2>"
        f"<p>{_moment(mail['Timestamp'])} · from {html.escape(mail['Source'])} "
        f"· to {html.escape(to)}</p><pre>{_with_links(mail['BodyText'] or '')}</pre></article>"
    )


def _moment(seconds: float) -> str:
    """Like "2:02pm on 20 March 2027", from a Unix time."""
    known = datetime.fromtimestamp(float(seconds), UTC)
    return f"{clock_time(known)} on {long_date(known)}"


def _with_links(text: str) -> str:
    parts, end = [], 0
    for found in LINK.finditer(text):
        address = found.group().rstrip(".,;:)")
        parts.append(html.escape(text[end : found.start()]))
        parts.append(f'<a href="{html.escape(address)}">{html.escape(address)}</a>')
        end = found.start() + len(address)
    return "".join(parts) + html.escape(text[end:])
