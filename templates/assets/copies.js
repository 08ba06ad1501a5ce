// Copies of what is typed, in this browser, until we know that it is saved: whatever happens to the line, the
// session or the browser costs no text. `place` is the path of the form, `opening` tells its tabs apart.
const PREFIX = "copy:";
const SENT = "sent";
const DAYS = 30;

const keyOf = ({ place, opening }) => `${PREFIX}${place}#${opening}`;

// Whether it is kept: storage may be turned off, or full.
export function keep(copy) {
  try {
    localStorage.setItem(keyOf(copy), JSON.stringify({ ...copy, at: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

export function forget(copy) {
  try {
    localStorage.removeItem(keyOf(copy));
  } catch {
    // Then nothing was kept either.
  }
}

// Every copy at or below this path, the newest first.
export function copiesBelow(start) {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX + start));
    const copies = keys.map((key) => JSON.parse(localStorage.getItem(key)));
    copies.filter((copy) => Date.now() - copy.at > DAYS * 86400000).forEach(forget);
    return copies.filter((copy) => /^([/#]|$)/.test(copy.place.slice(start.length))).sort((a, b) => b.at - a.at);
  } catch {
    return [];
  }
}

export function copiesAt(place) {
  return copiesBelow(place).filter((copy) => copy.place === place);
}

// The copy itself, and others that were sent from the same form: they were shown again with what is wrong.
export function settled(copy) {
  forget(copy);
  copiesAt(copy.place).filter((other) => other.sent).forEach(forget);
}

// A form is on its way.
export function sending({ place, opening }) {
  try {
    sessionStorage.setItem(SENT, JSON.stringify({ place, opening }));
  } catch {
    // Then the copy stays, and is compared when its page is opened again.
  }
}

// Only what was taken in is answered by sending the browser on to another page.
export function arrived() {
  try {
    const sent = JSON.parse(sessionStorage.getItem(SENT));
    sessionStorage.removeItem(SENT);
    const [way] = performance.getEntriesByType("navigation");
    if (sent && way?.redirectCount > 0 && way.type !== "back_forward") settled(sent);
  } catch {
    // The same.
  }
}
