"""A small browser on Chalice's test client: cookies, our own Origin, and a check of every page it gets."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree.ElementTree import Element

from chalice.test import Client

from tests.support.collected import Collected
from tests.support.html import checked, elements, parse, text_of
from tests.support.untold import note_untold
from tests.support.weight import too_heavy

ORIGIN = "https://audit.example.org"
BASE_PATH = "/api"


@dataclass(frozen=True)
class Page:
    """One answer. `location` is a path of ours without the base path, or a whole address."""

    path: str
    status: int
    headers: dict[str, Any]
    body: str

    @property
    def root(self) -> Element:
        return parse(self.body)

    @property
    def h1(self) -> str:
        return text_of(elements(self.root, "h1")[0])

    @property
    def text(self) -> str:
        """What a reader sees in `main`, white space collapsed."""
        return text_of(elements(self.root, "main")[0])

    @property
    def errors(self) -> list[str]:
        """The messages of the error summary."""
        lists = [e for e in elements(self.root, "ul") if "error-summary__list" in e.get("class", "")]
        return [text_of(item) for found in lists for item in elements(found, "a")]

    @property
    def location(self) -> str:
        return str(self.headers.get("Location", "")).removeprefix(BASE_PATH)

    @property
    def links(self) -> dict[str, str]:
        """Words → path, for links to our own pages."""
        found = [(text_of(a), a.get("href", "")) for a in elements(self.root, "a")]
        return {words: href.removeprefix(BASE_PATH) for words, href in found if href.startswith(BASE_PATH)}

    def fields(self, action: str) -> dict[str, str]:
        """What a browser would send from the form with this action if nobody touched it."""
        forms = [f for f in elements(self.root, "form") if f.get("action") == BASE_PATH + action]
        assert forms, f"{self.path} has no form that posts to {action}"
        values: dict[str, str] = {}
        for field in [
            *elements(forms[0], "input"),
            *elements(forms[0], "textarea"),
            *elements(forms[0], "select"),
        ]:
            name, value = field.get("name"), _value(field)
            if name and value is not None:
                values[name] = value
        return values


class Browser:
    """`get` and `post` take our own paths without the base path."""

    def __init__(self, app: Any, collected: Collected | None = None) -> None:
        self._http = Client(app).http
        self._collected = collected
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **query: str) -> Page:
        return self._send("GET", path + ("?" + urlencode(query) if query else ""), {}, b"")

    def post(self, path: str, fields: dict[str, Any] | None = None, **headers: str | None) -> Page:
        """Exactly these fields. sec_fetch_site="cross-site" sends Sec-Fetch-Site; None omits a header."""
        wanted = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": ORIGIN,
            "Sec-Fetch-Site": "same-origin",
            **{name.replace("_", "-").title(): value for name, value in headers.items()},
        }
        sent = {name: value for name, value in wanted.items() if value is not None}
        with note_untold(path):
            return self._send("POST", path, sent, urlencode(fields or {}, doseq=True).encode())

    def submit(self, page: Page, action: str = "", **changes: Any) -> Page:
        """Fills in a form of the page and sends it; the form's own hidden fields go with it."""
        action = action or page.path.partition("?")[0]
        return self.post(action, {**page.fields(action), **changes})

    def follow(self, page: Page) -> Page:
        """Where a redirect leads."""
        assert page.status == 303, f"{page.path} answered {page.status}, not a redirect"
        return self.get(page.location)

    def _send(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Page:
        if self.cookies:
            headers = {**headers, "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        answer = self._http.request(method, quote(path, safe="/?=&%+:@"), headers=headers, body=body)
        self._keep_cookies(answer.headers.get("Set-Cookie", []))
        page = Page(path, answer.status_code, dict(answer.headers), answer.body.decode())
        if str(page.headers.get("Content-Type", "")).startswith("text/html"):
            checked(page.body, page.headers, path)
            if self._collected:
                self._collected.add(path, page.body)
            if not path.startswith("/staff"):
                assert not too_heavy(page.body, self._fetch), f"{path}: {too_heavy(page.body, self._fetch)}"
        return page

    def _fetch(self, path: str) -> str:
        return str(self._http.get(path).body.decode())

    def _keep_cookies(self, header: str | list[str]) -> None:
        for line in [header] if isinstance(header, str) else header:
            pair, *attributes = [part.strip() for part in line.split(";")]
            assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(attributes), line
            name, _, value = pair.partition("=")
            self.cookies[name] = value
            if "Max-Age=0" in attributes:
                del self.cookies[name]


def _value(field: Element) -> str | None:
    if field.tag == "textarea":
        return (field.text or "").removeprefix("\n")
    if field.tag == "select":
        chosen = [o for o in elements(field, "option") if "selected" in o.attrib]
        return chosen[0].get("value", "") if chosen else None
    if field.get("type") in ("radio", "checkbox") and "checked" not in field.attrib:
        return None
    return None if field.get("type") in ("submit", "file") else field.get("value", "")
