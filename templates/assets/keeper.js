// Keeps a copy of one form while somebody fills it in, and offers what an earlier opening left.
import { copiesAt, forget, keep, sending } from "./copies.js";
import { put, same, served, typed } from "./fields.js";
import { fresh } from "./leftovers.js";
import { offer } from "./offer.js";

const ON_ITS_WAY = 10000; // milliseconds

export class Keeper {
  constructor(form) {
    this.form = form;
    this.kept = false;
    // What the server has; nobody knows while the page only shows again what it did not take.
    this.saved = "unsaved" in form.dataset ? null : served(form);
    this.copy = {
      place: form.dataset.keep,
      opening: form.elements._opening?.value || crypto.randomUUID(),
      address: location.pathname + location.search,
      title: form.dataset.called ?? document.querySelector("h1").textContent.trim(),
      compared: "autosave" in form.dataset,
    };
  }

  get dirty() {
    return !this.saved || !same(typed(this.form), this.saved);
  }

  get version() {
    const { _version, _mark } = this.form.elements;
    return (_version ?? _mark)?.value ?? "";
  }

  keep(sent = false) {
    if (this.dirty) {
      this.kept = keep({ ...this.copy, values: typed(this.form), version: this.version, sent });
    } else forget(this.copy);
  }

  // The server has these values now.
  taken(values) {
    this.saved = values;
    this.keep();
  }

  start() {
    this.form.setAttribute("autocomplete", "off"); // or Firefox fills in versions of an earlier opening
    this.form.addEventListener("input", () => this.keep());
    this.form.addEventListener("change", () => this.keep());
    this.form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      this.keep(true);
      sending(this.copy);
    });
    if (this.saved) this.look();
  }

  async look() {
    const left = () => copiesAt(this.copy.place).filter((copy) => copy.opening !== this.copy.opening);
    left().filter((copy) => same(copy.values, this.saved)).forEach(forget);
    const [late] = left().filter((copy) => copy.compared && copy.sent && Date.now() - copy.at < ON_ITS_WAY);
    if (late) await this.catchUp(late);
    const [copy] = left();
    if (copy) offer(this.form, copy, { newer: copy.version !== this.version, done: () => forget(copy) });
  }

  // What was typed a moment ago may have been saved after this page was made.
  async catchUp(copy) {
    await new Promise((done) => setTimeout(done, 1500));
    const page = await fresh(location.href).catch(() => null);
    const form = page?.querySelector(`form[data-keep="${this.copy.place}"]`);
    if (!form || !same(served(form), copy.values)) return;
    forget(copy);
    if (this.dirty) return;
    this.form.elements._version.value = form.elements._version.value;
    this.saved = copy.values;
    put(this.form, copy.values);
  }
}
