// Text that an earlier page left in this browser: whether it has been saved after all, and where it waits.
import { copiesBelow, forget } from "./copies.js";
import { same, served } from "./fields.js";
import { box, button, line, listed } from "./offer.js";

const MOST_COMPARED = 5;
const PATIENCE = 5000; // milliseconds

// One of our pages as it is now; null for whoever may not see it. Throws when there is no line.
export async function fresh(address) {
  const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE) });
  return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
}

// The last request of a page is answered after the page has gone. So those texts are compared here.
export async function compare(start, except = "") {
  const sent = copiesBelow(start).filter((copy) => copy.compared && copy.sent && copy.place !== except);
  for (const copy of sent.slice(0, MOST_COMPARED)) {
    const page = await fresh(copy.address);
    const form = page?.querySelector(`form[data-keep="${copy.place}"]`);
    if (form && same(served(form), copy.values)) forget(copy);
  }
}

// On the task list: where text waits to be saved.
export async function resume(before) {
  const start = before.dataset.resume;
  await compare(start).catch(() => {});
  const copies = copiesBelow(start);
  if (copies.length) box(before, line("This browser has text that you typed and that is not saved yet. Go back to it:"), listed(copies, true));
}

// "Finish for now" waits for what can still be saved.
export function finish(form, saves) {
  form.addEventListener("submit", async (event) => {
    if (!copiesBelow(form.dataset.finish).length) return;
    event.preventDefault();
    const all = Promise.all(saves.map((save) => save())).then(() => compare(form.dataset.finish));
    await Promise.race([all.catch(() => {}), new Promise((done) => setTimeout(done, PATIENCE))]);
    form.submit();
  });
}

// After "Finish for now": what could not be saved is still here, and others may use this browser.
export function finished(before) {
  const copies = copiesBelow(before.dataset.finished);
  if (!copies.length) return;
  const remove = button("Delete it from this browser", () => {
    copies.forEach(forget);
    shown.replaceChildren(line("It has been deleted from this browser."));
  });
  const shown = box(
    before,
    line("Some of what you typed was not saved. It is still kept in this browser, for this page:"),
    listed(copies, false),
    line("To save it, open your link again in this browser. If other people use this device, you may want to delete it."),
    remove,
  );
}

// Signed out: the text is not lost.
export function reassure(after) {
  if (copiesBelow(after.dataset.reassure).length) {
    after.after(line("What you typed is kept in this browser. Open your link again on this device, and you can put it back."));
  }
}
