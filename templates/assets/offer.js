// A text that an earlier opening of this form left in the browser, and what may be done with it.
import { described, put } from "./fields.js";

const LEADS_HERE = "#kept";

function made(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

export function button(words, act) {
  const element = made("button", "govuk-button govuk-button--secondary", words);
  element.type = "button";
  element.addEventListener("click", act);
  return element;
}

export function when(at) {
  const moment = new Date(at);
  const clock = moment.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const today = moment.toDateString() === new Date().toDateString();
  return today ? clock : `${clock} on ${moment.toLocaleDateString("en-GB", { day: "numeric", month: "long" })}`;
}

// A box before the form that a screen reader reads out. `children` are what it holds.
export function box(before, ...children) {
  const element = made("div", "govuk-inset-text app-kept");
  element.setAttribute("role", "status");
  before.before(element);
  element.append(...children);
  return element;
}

// `newer`: something else has been saved since it was typed. `done` is called once somebody has chosen.
export function offer(form, copy, { newer, done }) {
  const choose = (act) => () => {
    act?.();
    done();
    shown.remove();
    form.querySelector("textarea, input:not([type=hidden])").focus();
  };
  const said = newer
    ? `You typed this here at ${when(copy.at)} and it was not saved. Something else has been saved since: that is what stands below.`
    : `You typed this here at ${when(copy.at)} and it was not saved.`;
  const texts = described(form, copy.values).flatMap(([label, text]) => [
    made("p", "govuk-body govuk-!-margin-bottom-1 govuk-!-font-weight-bold", label),
    made("div", "app-compare__text app-long-text", text),
  ]);
  const buttons = made("div", "govuk-button-group");
  buttons.append(
    button(newer ? "Use this instead" : "Put it back", choose(() => put(form, copy.values))),
    ...(newer ? [button("Put both together", choose(() => put(form, copy.values, true)))] : []),
    button("Delete it", choose()),
  );
  const heading = made("h2", "govuk-heading-s", "Text that was not saved");
  const shown = box(form, heading, made("p", "govuk-body", said), ...texts, buttons);
  if (location.hash === LEADS_HERE) shown.scrollIntoView();
}

// Pages on which text is left, as links or as plain titles.
export function listed(copies, linked) {
  const list = made("ul", "govuk-list govuk-list--bullet");
  for (const copy of new Map(copies.map((found) => [found.address, found])).values()) {
    const item = made("li", "app-long-text", linked ? "" : copy.title);
    if (linked) {
      const link = made("a", "govuk-link", copy.title);
      link.href = copy.address + LEADS_HERE;
      item.append(link);
    }
    list.append(item);
  }
  return list;
}

export function line(words) {
  return made("p", "govuk-body", words);
}
