// Nothing on these pages needs JavaScript; this only makes some of it more comfortable.
import { Button, CharacterCount, ErrorSummary, ExitThisPage, NotificationBanner, SkipLink } from "./govuk-frontend.js";
import { autosave } from "./autosave.js";
import { arrived, settled } from "./copies.js";
import { Keeper } from "./keeper.js";
import { compare, finish, finished, reassure, resume } from "./leftovers.js";
import { shortcuts } from "./shortcuts.js";
import { upload } from "./upload.js";

const every = (selector, act) => [...document.querySelectorAll(selector)].map(act);

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const Component of [Button, CharacterCount, ErrorSummary, ExitThisPage, NotificationBanner, SkipLink]) {
  every(`[data-module="${Component.moduleName}"]`, (element) => new Component(element));
}
arrived();
every("form[data-upload]", upload);
const saves = every("form[data-keep]", (form) => {
  const keeper = new Keeper(form);
  const send = "autosave" in form.dataset ? autosave(keeper) : () => {};
  keeper.start();
  return send;
});
every("[data-drop]", (link) => {
  const [place, opening] = link.dataset.drop.split("#");
  link.addEventListener("click", () => settled({ place, opening }));
});
every("[data-resume]", resume);
every("form[data-finish]", (form) => finish(form, saves));
every("[data-finished]", finished);
every("[data-reassure]", reassure);
every("[data-shortcuts]", shortcuts);
