"""What must hold for every page, whichever it is; a page that breaks a rule fails the test that got it."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

# Words that organisations never read on their pages.
NOT_FOR_ORGANISATIONS = re.compile(
    r"\b(chas(e|ed|ing)|sealed|moderated|samples?|non-compliant|failed)\b", re.IGNORECASE
)
NEEDS_LABEL = {
    "text",
    "email",
    "tel",
    "search",
    "number",
    "password",
    "radio",
    "checkbox",
    "file",
    "date",
    "url",
}
REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls")


def parse(body: str) -> Element:
    """The document; raises for anything that is not valid HTML5."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    document: Element = parser.parse(body)
    return document


def elements(root: Element, *tags: str) -> list[Element]:
    return [e for e in root.iter() if e.tag in tags]


def text_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def checked(body: str, headers: Mapping[str, Any], path: str) -> None:
    """Raises AssertionError listing every rule that this page breaks."""
    broken = [*_of_headers(headers), *_of_document(body, path)]
    assert not broken, f"{path}:\n  " + "\n  ".join(broken)


def _of_headers(headers: Mapping[str, Any]) -> Iterator[str]:
    policy = headers.get("Content-Security-Policy", "")
    for directive in (
        "default-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    ):
        if directive not in policy:
            yield f"content security policy lacks {directive}"
    if "unsafe" in policy or "*" in policy:
        yield "content security policy is too wide"
    wanted = {
        "Strict-Transport-Security": "max-age=",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Permissions-Policy": "camera=()",
        "Cache-Control": "no-store",
    }
    for name, value in wanted.items():
        if value not in headers.get(name, ""):
            yield f"header {name} is {headers.get(name)!r}"


def _of_document(body: str, path: str) -> Iterator[str]:
    try:
        root = parse(body)
    except html5lib.html5parser.ParseError as error:
        yield f"not valid HTML5: {error}"
        return
    yield from _of_headings(root)
    yield from _of_ids(root)
    yield from _of_inputs(root)
    yield from _of_forms_and_links(root)
    yield from _of_scripts_and_styles(root)
    if not any(e.get("aria-label") == "Help" and "ring 999" in text_of(e) for e in elements(root, "aside")):
        yield "no help in its usual place"
    if not path.startswith("/staff"):
        found = NOT_FOR_ORGANISATIONS.search(text_of(elements(root, "body")[0]))
        if found:
            yield f"a word that organisations never read: {found[0]}"


def _of_headings(root: Element) -> Iterator[str]:
    heads = elements(root, "h1")
    if len(heads) != 1:
        yield f"{len(heads)} h1 elements"
        return
    title = text_of(elements(root, "title")[0])
    if not title.removeprefix("Error: ").startswith(text_of(heads[0])):
        yield f"title {title!r} does not start like the h1 {text_of(heads[0])!r}"
    if not title.endswith("Safeguarding self-assessment"):
        yield f"title {title!r} does not end with the service's name"
    has_errors = any("govuk-error-summary" in e.get("class", "").split() for e in root.iter())
    if has_errors != title.startswith("Error: "):
        yield "the title says Error: exactly when there is an error summary"
    levels = [int(e.tag[1]) for e in elements(elements(root, "main")[0], "h1", "h2", "h3", "h4", "h5", "h6")]
    for before, after in pairwise(levels):
        if after > before + 1 and not has_errors:
            yield f"an h{after} follows an h{before}"


def _of_ids(root: Element) -> Iterator[str]:
    ids = [e.attrib["id"] for e in root.iter() if "id" in e.attrib]
    for repeated in sorted({i for i in ids if ids.count(i) > 1}):
        yield f"two elements have the id {repeated!r}"
    for element in root.iter():
        for attribute in REFERENCES:
            for target in element.get(attribute, "").split():
                if target not in ids:
                    yield f"{attribute} names {target!r}, which is not on the page"
        href = element.get("href", "")
        if element.tag == "a" and href.startswith("#") and href[1:] not in ids:
            yield f"a link leads to {href}, which is not on the page"


def _of_inputs(root: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in elements(root, "label") if text_of(label)}
    for field in elements(root, "input", "textarea", "select"):
        kind = field.get("type", "text") if field.tag == "input" else "text"
        named = field.get("id") in labelled or field.get("aria-label") or field.get("aria-labelledby")
        if kind in NEEDS_LABEL and not named:
            yield f"{field.tag} {field.get('name')!r} has no label"
    for group in elements(root, "fieldset"):
        if not elements(group, "legend"):
            yield "a fieldset has no legend"
    for image in elements(root, "img"):
        if "alt" not in image.attrib:
            yield f"image {image.get('src')!r} has no alt"


def _of_forms_and_links(root: Element) -> Iterator[str]:
    for form in elements(root, "form"):
        action = form.get("action", "")
        if action.startswith("/") and not action.startswith("/api/"):
            yield f"a form posts to {action}, outside the base path"
        ours = action.startswith("/")
        names = [field.get("name") for field in elements(form, "input")]
        if ours and form.get("method", "get").lower() == "post" and "form_token" not in names:
            yield f"the form to {action} carries no form_token"
    for link in elements(root, "a"):
        href = link.get("href")
        if href is None or not text_of(link):
            yield f"a link without words or address: {href!r}"
        elif href.startswith("/") and not href.startswith("/api/"):
            yield f"a link leads to {href}, outside the base path"


def _of_scripts_and_styles(root: Element) -> Iterator[str]:
    for script in elements(root, "script"):
        if "src" not in script.attrib:
            yield "an inline script"
    if elements(root, "style"):
        yield "an inline style sheet"
    for element in root.iter():
        for attribute in element.attrib:
            if attribute == "style" or str(attribute).startswith("on"):
                yield f"{element.tag} has the attribute {attribute}"
