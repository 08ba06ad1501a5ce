// The one line that says whether what was typed is saved. It is always there to read; a screen reader is told
// by itself only what is news: "Not saved yet" after each word would drown the words.
export function teller(region) {
  let before = "";
  return (words, { aloud = false, button } = {}) => {
    if (words === before) return;
    before = words;
    const line = document.createElement("p");
    line.className = "govuk-body app-saved";
    line.textContent = words;
    region.setAttribute("aria-live", aloud ? "polite" : "off");
    region.replaceChildren(line, ...(button ? [button] : []));
  };
}
