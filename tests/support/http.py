"""A visitor over real HTTP, without a browser: for the local run and for deployed functions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import urlencode, urlsplit
from xml.etree.ElementTree import Element

from tests.support.html import elements, parse


@dataclass(frozen=True)
class Answer:
    """`location` is a path below the base URL, or a whole address."""

    status: int
    headers: Mapping[str, str]
    body: str
    location: str

    @property
    def root(self) -> Element:
        return parse(self.body)

    def link_to(self, *parts: str) -> str:
        """The first address on the page that holds all of these."""
        found = [a.get("href", "") for a in elements(self.root, "a")]
        return next(href for href in found if all(part in href for part in parts))

    def fields(self, action: str, **typed: str) -> dict[str, str]:
        """Hidden fields of the form that posts to a path ending so, with what is typed."""
        form = next(f for f in elements(self.root, "form") if f.get("action", "").endswith(action))
        hidden = [i for i in elements(form, "input") if i.get("type") == "hidden"]
        return {**{i.get("name", ""): i.get("value", "") for i in hidden}, **typed}

    def typed(self, name: str) -> str:
        """What a text area holds."""
        found = next(t for t in elements(self.root, "textarea") if t.get("name") == name)
        return "".join(found.itertext()).removeprefix("\n")


@dataclass
class Visitor:
    """Keeps cookies; follows nothing. Paths are below `base_url`, or whole addresses under it."""

    base_url: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        return self._send("GET", path, "", {})

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(self.base_url))
        form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": origin}
        return self._send("POST", path, urlencode(fields), form)

    def _send(self, method: str, path: str, body: str, headers: dict[str, str]) -> Answer:
        base = urlsplit(self.base_url)
        target = path.removeprefix(self.base_url)
        target = target if target.startswith(base.path + "/") else base.path + target
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = HTTPConnection(base.netloc, timeout=30)
        try:
            connection.request(method, target, body.encode() or None, headers)
            return self._read(connection.getresponse(), base.path)
        finally:
            connection.close()

    def _read(self, response: HTTPResponse, base_path: str) -> Answer:
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        location = (response.headers.get("Location") or "").removeprefix(base_path)
        return Answer(response.status, dict(response.headers.items()), response.read().decode(), location)


def enter(visitor: Visitor, link: str) -> str:
    """From an emailed link to an open session; the path it leads to, like /r/K7P-2QX."""
    answer = visitor.post(link, {})
    assert answer.status == 303, answer.body
    if not answer.location.endswith("/who"):
        return answer.location
    asked = visitor.get(answer.location)
    who = asked.fields("/who", name="Somebody There", job="Trustee")
    home = visitor.post(answer.location, who).location
    shown = visitor.get(home)
    return shown.location if shown.status == 303 else home


def a_question(visitor: Visitor, path: str) -> str:
    """The path of a criterion that this return asks."""
    standard = visitor.get(path).link_to(path, "/standards/")
    page: Any = visitor.get(_below(visitor, standard))
    return _below(visitor, page.link_to(path, "/criteria/"))


def _below(visitor: Visitor, href: str) -> str:
    return href.removeprefix(urlsplit(visitor.base_url).path)
