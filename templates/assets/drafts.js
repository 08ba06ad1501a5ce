// A copy of what is being typed stays in this browser until it is saved, so that a session that ends in
// the middle of a sentence costs nothing. It is forgotten on saving, on "Finish for now", and after 12 hours.
const HOURS = 12;
const PREFIX = "draft:";

function forget(part) {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX) && key.includes(part)) localStorage.removeItem(key);
  }
}

function recall(key) {
  const kept = JSON.parse(localStorage.getItem(key) || "null");
  return kept && Date.now() - kept.at < HOURS * 3600000 ? kept.text : "";
}

function offer(field, key, text) {
  const box = document.createElement("div");
  box.className = "govuk-inset-text";
  box.setAttribute("role", "status");
  const words = document.createElement("p");
  words.className = "govuk-body";
  words.textContent = "This browser has a text that you typed here and did not save.";
  const use = document.createElement("button");
  use.type = "button";
  use.className = "govuk-button govuk-button--secondary";
  use.textContent = "Put it back";
  use.addEventListener("click", () => {
    field.value = field.value.trim() ? `${field.value}\n\n${text}` : text;
    field.dispatchEvent(new Event("keyup"));
    box.remove();
    field.focus();
  });
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "govuk-button govuk-button--secondary";
  drop.textContent = "Delete it";
  drop.addEventListener("click", () => {
    localStorage.removeItem(key);
    box.remove();
    field.focus();
  });
  const group = document.createElement("div");
  group.className = "govuk-button-group";
  group.append(use, drop);
  box.append(words, group);
  field.closest(".govuk-form-group").before(box);
}

function keep(field) {
  const key = PREFIX + field.dataset.draft;
  const text = recall(key);
  if (text && !field.value.includes(text)) offer(field, key, text);
  else localStorage.removeItem(key);
  const saved = field.value;
  let timer;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (field.value === saved) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify({ at: Date.now(), text: field.value.trim() }));
    }, 500);
  });
}

try {
  const finished = document.querySelector("[data-forget]");
  if (finished) forget(`/r/${finished.dataset.forget}/`);
  document.querySelectorAll("textarea[data-draft]").forEach(keep);
} catch {
  // Storage is turned off or full: the page works as it does without JavaScript.
}
