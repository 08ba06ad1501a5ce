// Single keys for whoever reviews forty returns a day. They are off while somebody types, listed under "?", and
// can be switched off for good (WCAG 2.1.4). Everything they do, a link or a button on the page does too.
const NAME = "single-keys";
const TYPING = "textarea, select, input:not([type=radio]):not([type=checkbox]), [contenteditable]";

const kept = () => {
  try {
    return localStorage.getItem(NAME) !== "off";
  } catch {
    return true;
  }
};
const keep = (on) => {
  try {
    localStorage.setItem(NAME, on ? "on" : "off");
  } catch {
    // A browser that keeps nothing has them on again on the next page.
  }
};

export function shortcuts(panel) {
  const box = panel.querySelector("input");
  const items = [...document.querySelectorAll("[data-item]")];
  let place = items.findIndex((item) => `#${item.id}` === location.hash);

  const move = (by) => {
    place = Math.min(Math.max(place + by, 0), items.length - 1);
    items[place]?.focus();
  };
  const open = (rating) => {
    const link = items[place]?.querySelector("[data-open]");
    if (!link) return;
    const address = new URL(link.href);
    if (rating) address.searchParams.set("rating", rating);
    location.assign(address);
  };
  const rate = (level) => {
    const radio = document.querySelectorAll("[data-shortcut-form] input[name=rating]")[level - 1];
    if (!radio) return open(level);
    radio.checked = true;
    document.querySelector("#reason").focus();
  };
  const press = (key) => document.querySelector(`[data-key="${key}"]`)?.click();
  const acts = { j: () => move(1), k: () => move(-1), o: () => open(), "?": () => (panel.open = !panel.open) };

  panel.hidden = false;
  box.checked = kept();
  box.addEventListener("change", () => keep(box.checked));
  document.addEventListener("focusin", (event) => {
    const at = items.findIndex((item) => item.contains(event.target));
    if (at >= 0) place = at;
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches(TYPING);
    if (typing && event.key === "Enter" && event.ctrlKey) event.target.form?.requestSubmit();
    if (typing || !box.checked || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const act = /^[1-9]$/.test(event.key) ? () => rate(Number(event.key)) : acts[event.key];
    if (!act && !document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)) return;
    event.preventDefault();
    (act ?? (() => press(CSS.escape(event.key))))();
  });
  if (new URLSearchParams(location.search).has("rating")) document.querySelector("#reason")?.focus();
}
