// Uploads with progress. Without this script the form goes to the bucket by itself, which sends the browser
// on; a script may not follow that, so it has fields of its own, to which the bucket only answers.
export function upload(form) {
  const field = form.querySelector("input[type=file]");
  const button = form.querySelector("button");
  const progress = form.querySelector(".app-upload__progress");
  const bar = form.querySelector("progress");
  const words = form.querySelector("[role=status]");

  function refuse(message) {
    let error = document.getElementById("file-error");
    if (!error) {
      error = document.createElement("p");
      error.id = "file-error";
      error.className = "govuk-error-message";
      field.before(error);
      field.parentElement.classList.add("govuk-form-group--error");
      field.setAttribute("aria-describedby", "file-hint file-error");
    }
    error.textContent = message;
    progress.hidden = true;
    words.textContent = "";
    button.disabled = false;
    if (!document.title.startsWith("Error: ")) document.title = `Error: ${document.title}`;
    field.focus();
  }

  function tell(loaded, total) {
    const percent = Math.floor((loaded / total) * 100);
    bar.value = percent;
    // A screen reader hears four steps, not every packet.
    const step = Math.floor(percent / 25) * 25;
    const said = step < 100 ? `${step}% uploaded` : "Uploaded. One moment.";
    if (words.textContent !== said) words.textContent = said;
  }

  function send(file) {
    const data = new FormData();
    for (const [name, value] of Object.entries(JSON.parse(form.dataset.fields))) data.append(name, value);
    data.append("file", file);
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => tell(event.loaded, event.total));
    request.addEventListener("loadend", () => {
      if (request.status >= 400) {
        refuse("The selected file could not be uploaded. Refresh this page, then try again");
      } else if (request.status === 0 && !navigator.onLine) {
        refuse("The selected file could not be uploaded. Check your connection, then try again");
      } else {
        location.assign(form.dataset.next); // that page looks for itself whether the file is there
      }
    });
    request.open("POST", form.action);
    request.send(data);
  }

  form.noValidate = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const file = field.files[0];
    if (!file) return refuse("Select a file");
    if (file.size === 0) return refuse("The selected file is empty");
    if (file.size > Number(form.dataset.upload)) return refuse(`The selected file must be smaller than ${form.dataset.limit}`);
    button.disabled = true;
    progress.hidden = false;
    words.textContent = "Uploading";
    send(file);
  });
}
