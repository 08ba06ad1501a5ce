// Nothing on these pages needs JavaScript; this only makes some of it more comfortable.
import { initAll } from "./govuk-frontend.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
