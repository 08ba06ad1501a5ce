// A copy of what is being typed stays in this browser until it is saved, so that a session that ends in
// the middle of a sentence costs nothing. It is forgotten on saving, on "Finish for now", and after 12 hours.
const HOURS = 12;
const PREFIX = "draft:";

function forgetAll(part) {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX + part)) localStorage.removeItem(key);
  }
}

// What was kept for this field and never saved. A later version on the page means that it was sent and
// taken in, or that its writer chose between two texts.
function unsaved(key, field, version) {
  const kept = JSON.parse(localStorage.getItem(key) || "null");
  if (!kept || Date.now() - kept.at > HOURS * 3600000) return "";
  if (kept.sent && version > kept.version) return "";
  return field.value.includes(kept.text) ? "" : kept.text;
}

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "govuk-button govuk-button--secondary";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

function offer(field, key, text) {
  const box = document.createElement("div");
  const words = document.createElement("p");
  const group = document.createElement("div");
  const done = () => {
    localStorage.removeItem(key);
    box.remove();
    field.focus();
  };
  const putBack = () => {
    field.value = text.includes(field.value.trim()) ? text : `${field.value}\n\n${text}`;
    done();
    field.dispatchEvent(new Event("input"));
    field.dispatchEvent(new Event("keyup"));
  };
  box.className = "govuk-inset-text";
  box.setAttribute("role", "status");
  words.className = "govuk-body";
  words.textContent = "This browser has a text that you typed here and did not save.";
  group.className = "govuk-button-group";
  group.append(button("Put it back", putBack), button("Delete it", done));
  box.append(words, group);
  field.closest(".govuk-form-group").before(box);
}

function keep(field) {
  const key = PREFIX + field.dataset.draft;
  const version = Number(field.form.elements._version.value);
  const text = unsaved(key, field, version);
  if (text) offer(field, key, text);
  else if (!document.querySelector(".govuk-error-summary")) localStorage.removeItem(key);
  const store = (sent) => {
    const kept = { at: Date.now(), text: field.value.trim(), version, sent };
    localStorage.setItem(key, JSON.stringify(kept));
  };
  let timer;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(store, 500, false);
  });
  field.form.addEventListener("submit", () => {
    clearTimeout(timer);
    if (field.value !== field.defaultValue) store(true);
  });
}

export function drafts() {
  try {
    const finished = document.querySelector("[data-forget]");
    if (finished) forgetAll(`/r/${finished.dataset.forget}/`);
    document.querySelectorAll("textarea[data-draft]").forEach(keep);
  } catch {
    // Storage is turned off or full: the page works as it does without JavaScript.
  }
}
