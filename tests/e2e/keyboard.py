"""Somebody with a keyboard alone: Tab, Enter, Space and the arrows, and eyes that look for the focus."""

from playwright.sync_api import Page

MOST = 120  # presses of Tab until something should have been found

# Whatever has the focus: its words, what it is, and whether somebody would see that it has it.
LOOK = """() => {
  const e = document.activeElement;
  const label = e.labels?.[0]?.innerText ?? e.getAttribute("aria-label") ?? e.innerText ?? "";
  const style = getComputedStyle(e);
  const box = e.getBoundingClientRect();
  const marked = [e, ...e.labels ?? []].some((one) => ["", "::before"].some((part) => {
    const s = getComputedStyle(one, part || null);
    return (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== "none";
  }));
  const inside = box.bottom > 0 && box.top < innerHeight;
  return {
    words: label.trim().replace(/\\s+/g, " "),
    tag: e.tagName.toLowerCase(),
    type: e.type ?? "",
    group: e.closest("fieldset")?.querySelector("legend")?.innerText.trim() ?? "",
    seen: e === document.body || (e.matches(":focus-visible") && marked && inside),
  };
}"""


class Keyboard:
    """On one page after the other; never a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, words: str, tag: str = "", group: str = "") -> None:
        """Tab until something with these words has the focus; every stop on the way must be seen."""
        for _ in range(MOST):
            self.page.keyboard.press("Tab")
            at = self.page.evaluate(LOOK)
            assert at["seen"], f"the focus cannot be seen: {at}"
            if at["words"].startswith(words) and tag in ("", at["tag"]) and group in ("", at["group"]):
                return
        raise AssertionError(f"{words!r} cannot be reached on {self.page.url}")

    def press(self, words: str, tag: str = "button") -> None:
        """A button or a link, by Enter; waits for the page that it leads to."""
        self.to(words, tag)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def follow(self, words: str) -> None:
        self.press(words, "a")

    def write(self, label: str, text: str) -> None:
        self.to(label)
        self.page.keyboard.type(text)

    def choose(self, group: str, label: str) -> None:
        """A radio: Tab reaches the group, arrows its members."""
        for _ in range(MOST):
            self.page.keyboard.press("Tab")
            at = self.page.evaluate(LOOK)
            if at["group"].startswith(group) and at["type"] == "radio":
                break
        else:
            raise AssertionError(f"{group!r} cannot be reached on {self.page.url}")
        self.page.keyboard.press("Space")
        for _ in range(MOST):
            at = self.page.evaluate(LOOK)
            assert at["seen"], f"the focus cannot be seen: {at}"
            if at["words"] == label:
                assert self.page.evaluate("document.activeElement.checked")
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{label!r} is no choice of {group!r}")

    def tick(self, label: str) -> None:
        self.to(label)
        self.page.keyboard.press("Space")
        assert self.page.evaluate("document.activeElement.checked")
