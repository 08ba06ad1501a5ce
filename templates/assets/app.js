// Nothing on these pages needs JavaScript; this only makes some of it more comfortable.
import { initAll } from "./govuk-frontend.js";
import { drafts } from "./drafts.js";
import { upload } from "./upload.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
drafts();
document.querySelectorAll("form[data-upload]").forEach(upload);
