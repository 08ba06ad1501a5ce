// Sends what is typed while it is typed, one request at a time, and tells the truth about it.
import { same, typed } from "./fields.js";
import { fresh } from "./leftovers.js";
import { teller } from "./teller.js";

const AFTER = 3000; // milliseconds after the last key
const AT_LATEST = 15000; // for those who never pause
const GIVE_UP = 20000;
const TRY_AGAIN = [5000, 10000, 20000, 40000, 60000];
const MOST_KEPT_ALIVE = 60000; // bytes that browsers send after a page has gone

export function autosave(keeper) {
  const { form } = keeper;
  const tell = teller(form.querySelector("[data-saved]"));
  let turn = 0;
  let timer;
  let since = 0; // when the oldest change that is not sent was made
  let request = null;
  let onItsWay = {};
  let trouble = ""; // "offline", "signed out" or "busy"
  let tries = 0;
  let stopped = false; // the person has to choose first
  let leaving = false;

  const kept = () => (keeper.kept ? "Your text is kept in this browser." : "Copy your text before you leave this page.");

  function later(delay) {
    clearTimeout(timer);
    timer = setTimeout(send, delay);
  }

  function changed() {
    keeper.keep();
    if (stopped || trouble === "signed out") return;
    if (!trouble && keeper.dirty) tell("Not saved yet");
    since ||= Date.now();
    if (!trouble) later(Math.max(0, Math.min(AFTER, since + AT_LATEST - Date.now())));
  }

  // Resolves to whether everything typed is saved. The last request of a page may overtake another.
  function send() {
    clearTimeout(timer);
    if (stopped || !keeper.dirty) return Promise.resolve(!keeper.dirty);
    if (request && !leaving) return request.then(send);
    if (request && same(typed(form), onItsWay)) return request;
    since = 0;
    const mine = attempt().finally(() => {
      if (request === mine) request = null;
    });
    request = mine;
    return mine;
  }

  async function attempt(renewed = false) {
    const values = typed(form);
    onItsWay = values;
    const body = new URLSearchParams(new FormData(form));
    body.set("_turn", ++turn);
    if (!trouble) tell("Saving");
    keeper.keep(true);
    let answer;
    let said;
    try {
      answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body,
        keepalive: body.toString().length < MOST_KEPT_ALIVE,
        signal: AbortSignal.timeout(GIVE_UP),
      });
      if (answer.headers.get("Content-Type") === "application/json") said = await answer.json();
    } catch {
      return offline();
    }
    if (answer.ok && said) return saved(values, said);
    if (answer.status === 403 && !renewed) return renew();
    if (answer.status === 401 || answer.status === 403) return signedOut();
    if (answer.status >= 500) return busy();
    return answer.ok ? offline() : refused(answer.status, said); // a stranger's page: a hotel's log-in
  }

  function saved(values, { version, saved: at }) {
    const news = trouble || turn === 1;
    trouble = "";
    tries = 0;
    form.elements._version.value = version;
    keeper.taken(values);
    const clear = form.querySelector("[value=clear]");
    if (clear) clear.hidden = !values.rating;
    if (!keeper.dirty) tell(`Saved at ${at}`, { aloud: Boolean(news) });
    else changed();
    return !keeper.dirty;
  }

  function offline() {
    const before = trouble;
    trouble = "offline";
    const words = keeper.kept
      ? "Not connected: your text is kept in this browser and is sent when the connection is back"
      : "Not connected: your text is sent when the connection is back. Keep this page open";
    tell(words, { aloud: before !== "offline" });
    return again();
  }

  function busy() {
    trouble = "busy";
    tell(`Not saved yet: we are trying again. ${kept()}`, { aloud: true });
    return again();
  }

  function again() {
    later(TRY_AGAIN[Math.min(tries++, TRY_AGAIN.length - 1)]);
    return false;
  }

  function signedOut() {
    trouble = "signed out";
    const words = keeper.kept
      ? "You have been signed out: your text is kept in this browser. Open your link again to carry on"
      : "You have been signed out. Copy your text before you leave this page, then open your link again";
    tell(words, { aloud: true });
    return false;
  }

  // The link was opened again in another tab: this page's forms take over the new session.
  async function renew() {
    let page;
    try {
      page = await fresh(location.href);
    } catch {
      return offline();
    }
    const token = page?.querySelector("[name=form_token]")?.value;
    if (!token) return signedOut();
    for (const field of document.querySelectorAll("[name=form_token]")) field.value = token;
    return attempt(true);
  }

  function refused(status, said) {
    trouble = "";
    if (status === 400 && said) {
      tell(`Not saved. ${said.words}`, { aloud: true });
      return false;
    }
    stopped = true;
    if (said?.reason === "outdated") {
      const compare = document.createElement("button");
      compare.className = "govuk-button govuk-button--secondary";
      compare.textContent = "Compare the two answers";
      tell(`Not saved. ${said.words}. ${kept()}`, { aloud: true, button: compare });
    } else {
      tell(`Not saved. ${said ? `${said.words}.` : "Press “Save and continue” to see why."} ${kept()}`, { aloud: true });
    }
    return false;
  }

  function leave() {
    if (leaving || !keeper.dirty) return;
    leaving = true;
    send();
  }

  async function submit(event) {
    if (trouble === "offline" || navigator.onLine === false) {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (await send()) form.requestSubmit(event.submitter);
      else form.querySelector("[data-saved]").scrollIntoView({ block: "center" });
      return;
    }
    clearTimeout(timer);
    leaving = true;
    form.elements._turn.value = ++turn;
  }

  function back() {
    leaving = false;
    if (!stopped && keeper.dirty && (trouble || since)) send();
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("focusout", (event) => {
    if (event.relatedTarget?.type !== "submit" && !trouble) send();
  });
  form.addEventListener("submit", submit, { capture: true });
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : back()));
  addEventListener("pagehide", leave);
  addEventListener("pageshow", back);
  addEventListener("focus", back);
  addEventListener("online", back);
  return send;
}
