// What somebody typed or chose in a form, as name → value. Fields whose name starts with "_" are ours.
const isOurs = (field) =>
  !field.name || field.name.startsWith("_") || field.name === "form_token" || ["submit", "button", "file"].includes(field.type);
const isChoice = (field) => field.type === "radio" || field.type === "checkbox";

function collect(form, isChosen, valueOf) {
  const values = {};
  for (const field of form.elements) {
    if (isOurs(field) || (isChoice(field) && !isChosen(field))) continue;
    const value = (valueOf(field) ?? "").trim();
    values[field.name] = field.name in values ? `${values[field.name]}\n${value}` : value;
  }
  return values;
}

// As it is now.
export function typed(form) {
  return collect(form, (field) => field.checked, (field) => field.value);
}

// As the server sent it.
export function served(form) {
  return collect(form, (field) => field.defaultChecked, (field) => field.defaultValue);
}

export function same(one, other) {
  return Object.keys({ ...one, ...other }).every((name) => (one[name] ?? "") === (other[name] ?? ""));
}

// Puts kept values into a form. With `beside`, text is added to what stands there and choices stay.
export function put(form, values, beside) {
  for (const field of form.elements) {
    if (isOurs(field)) continue;
    const kept = values[field.name] ?? "";
    if (isChoice(field)) {
      if (!beside) field.checked = kept.split("\n").includes(field.value);
    } else {
      const both = beside ? [...new Set([field.value.trim(), kept])] : [kept];
      field.value = both.filter(Boolean).join(field.tagName === "TEXTAREA" ? "\n\n" : " ");
    }
    field.dispatchEvent(new Event("keyup")); // GOV.UK's character count listens to it
  }
  form.dispatchEvent(new Event("input"));
}

// Kept values in words, for people to recognise: [label, text] for each that is not empty.
export function described(form, values) {
  return Object.entries(values).flatMap(([name, value]) => {
    const [first, ...others] = [...form.elements].filter((field) => field.name === name);
    if (!first || !value) return [];
    const chosen = [first, ...others].filter((field) => value.split("\n").includes(field.value));
    const legend = first.closest("fieldset")?.querySelector("legend");
    const text = isChoice(first) ? chosen.map((field) => words(field.labels[0])).join(", ") : value;
    return [[words(isChoice(first) && legend ? legend : first.labels?.[0]), text]];
  });
}

const words = (element) => element?.textContent.trim() ?? "";
