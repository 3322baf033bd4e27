// What the reader did in a page: where they scrolled, what they opened and typed. It outlives a reload, and the replacing of an element.

const KEY = "ribbon:kept";
const FIELDS = "input:not([type=password], [type=file], [type=hidden], [type=submit], [type=button]), select, textarea";

/// What the reader did, with the elements it was done to.
export function look() {
  const fields = [...document.querySelectorAll(FIELDS)].filter(isTouched);
  const active = document.activeElement === document.body ? null : document.activeElement;
  return {
    scroll: [scrollX, scrollY],
    details: [...document.querySelectorAll("details, dialog")].map((element) => ({ element, open: element.open })),
    fields: fields.map((element) => ({ element, value: valueOf(element) })),
    focus: active && { element: active, selection: selectionOf(active) },
  };
}

/// Does again what was done to elements that have been replaced since.
export function fix({ fields, focus }, pathTo) {
  for (const { element, value } of fields) if (!element.isConnected) setValue(find(pathTo.get(element)), value);
  if (focus && document.activeElement !== focus.element) giveFocus(focus.element.isConnected ? focus.element : find(pathTo.get(focus.element)), focus.selection);
}

/// The paths of all elements that something was done to, taken while they are in the page.
export function pathsOf({ fields, focus }) {
  const elements = [...fields.map(({ element }) => element), ...(focus ? [focus.element] : [])];
  return new Map(elements.map((element) => [element, pathOf(element)]));
}

/// Keeps it for the page that this address shows next in this tab.
export function save() {
  const { scroll, details, fields, focus } = look();
  const named = ({ element, ...rest }) => ({ at: pathOf(element), ...rest });
  const kept = { page: location.pathname, scroll, details: details.map(named), fields: fields.map(named), focus: focus && named(focus) };
  sessionStorage.setItem(KEY, JSON.stringify(kept));
}

export function restore() {
  const text = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  const kept = text && JSON.parse(text);
  if (!kept || kept.page !== location.pathname) return;
  for (const { at, open } of kept.details) {
    const element = find(at);
    if (element?.localName === "details") element.open = open;
    else if (open && !element?.open) element?.show?.();
  }
  for (const { at, value } of kept.fields) setValue(find(at), value);
  if (kept.focus) giveFocus(find(kept.focus.at), kept.focus.selection);
  const scroll = () => scrollTo({ left: kept.scroll[0], top: kept.scroll[1], behavior: "instant" });
  scroll();
  // Pictures above may still grow.
  if (document.readyState !== "complete") addEventListener("load", scroll, { once: true });
}

function isTouched(field) {
  if (field.localName === "select") return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return isTicked(field) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
}

const isTicked = (field) => field.type === "checkbox" || field.type === "radio";

function valueOf(field) {
  if (field.localName === "select") return [...field.options].map((option) => option.selected);
  return isTicked(field) ? field.checked : field.value;
}

function setValue(field, value) {
  if (!field?.matches(FIELDS)) return;
  if (field.localName === "select") [...field.options].forEach((option, index) => (option.selected = value[index] ?? false));
  else if (isTicked(field)) field.checked = value;
  else field.value = value;
}

function selectionOf(field) {
  try {
    return typeof field.selectionStart === "number" ? [field.selectionStart, field.selectionEnd, field.selectionDirection] : undefined;
  } catch {
    return undefined;
  }
}

function giveFocus(element, selection) {
  element?.focus({ preventScroll: true });
  if (selection) element?.setSelectionRange?.(...selection);
}

/// From the nearest element with an id down: names and numbers.
function pathOf(element) {
  const steps = [];
  for (let at = element; at; at = at.parentElement) {
    if (at.id) return [`#${CSS.escape(at.id)}`, ...steps].join(" > ");
    const same = [...(at.parentElement?.children ?? [])].filter(({ localName }) => localName === at.localName);
    steps.unshift(`${CSS.escape(at.localName)}${at.parentElement ? `:nth-of-type(${same.indexOf(at) + 1})` : ""}`);
  }
  return steps.join(" > ");
}

function find(path) {
  return path ? document.querySelector(path) : null;
}
