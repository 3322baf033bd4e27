// Files that a page uses: pictures, stylesheets and what stylesheets load are fetched anew in the page as it stands.

/// A stylesheet that takes longer than this is not waited for.
const LONGEST_WAIT = 1_000;

const ADDRESSES = {
  src: "img, source, video, audio, track, embed, iframe, input",
  srcset: "img, source",
  poster: "video",
  data: "object",
  href: "link[rel~=icon], image, use",
};

/// When files that stylesheets ask for were last changed, by path.
const stamps = new Map();

/// Fetches these paths anew where the page uses them; `*` stands for all. `replaced(old, heir)` hears of elements that take another's place.
/// False where only a reload helps: code has run, and cannot be undone.
export function renew(paths, replaced) {
  const all = paths.includes("*");
  const changed = new Set(paths.map((path) => new URL(path, location.origin).pathname));
  const isChanged = (url) => {
    const { origin, pathname } = new URL(url, document.baseURI);
    return origin === location.origin && (all || changed.has(pathname)) && !pathname.startsWith("/__ribbon/");
  };
  const used = performance.getEntriesByType("resource").filter(({ name }) => isChanged(name));
  const isCode = ({ name, initiatorType }) => initiatorType === "script" || /\.m?js$/.test(new URL(name).pathname);
  if ([...document.scripts].some(({ src }) => src && isChanged(src)) || used.some(isCode)) return false;

  for (const [name, elements] of Object.entries(ADDRESSES)) {
    for (const element of document.querySelectorAll(elements)) renewAddress(element, name, isChanged);
  }
  const sheets = [...document.querySelectorAll("link")].filter(isStylesheet);
  // What stylesheets load is asked for by them alone, so all of them are read again.
  const fromCss = used.filter(({ name, initiatorType }) => initiatorType === "css" || isPreloaded(name));
  for (const { name } of fromCss) stamps.set(new URL(name).pathname, Date.now());
  for (const sheet of sheets) {
    if (fromCss.length === 0 && !isChanged(sheet.href)) continue;
    const heir = sheet.cloneNode();
    heir.href = stamped(sheet.href);
    // The promise was about the bytes as they were.
    heir.removeAttribute("integrity");
    replaced(sheet, heir);
    swapSheet(sheet, heir);
  }
  if (fromCss.length > 0) renewInlineStyles();
  return true;
}

function renewAddress(element, name, isChanged) {
  const value = element.getAttribute(name);
  if (!value) return;
  const renewed = name === "srcset" ? renewList(value, isChanged) : isChanged(value) ? stamped(value) : value;
  if (renewed === value) return;
  element.setAttribute(name, renewed);
  const media = element.localName === "source" && element.closest("video, audio");
  if (media) media.load();
}

/// The candidates of a `srcset`, each an address and perhaps a size.
function renewList(list, isChanged) {
  return list.replace(/[^\s,]\S*[^\s,]/g, (word) => (/^[\d.]+[wxh]$/.test(word) || !isChanged(word) ? word : stamped(word)));
}

/// Style that stands in the page itself.
function renewInlineStyles() {
  for (const { style } of document.querySelectorAll("[style*='url(']")) renewPictures(style, document.baseURI);
  for (const style of document.querySelectorAll("style")) {
    // Set anew, it loads its fonts and imports anew.
    if (/url\(|@import/.test(style.textContent)) style.textContent += "";
    renewRules(style.sheet, document.baseURI);
  }
}

/// A page keeps to the picture it has for an address, even when the stylesheet that names it is read again.
function renewRules(parent, base) {
  for (const rule of parent?.cssRules ?? []) {
    if (rule.style && rule.type !== CSSRule.FONT_FACE_RULE) renewPictures(rule.style, base);
    renewRules(rule.styleSheet ?? rule, rule.styleSheet?.href ?? base);
  }
}

function renewPictures(style, base) {
  for (const name of [...style]) {
    const value = style.getPropertyValue(name);
    const renewed = value.replace(/url\((["']?)(.*?)\1\)/g, (whole, _, url) => {
      const { href, origin, pathname } = new URL(url, base);
      return origin === location.origin && stamps.has(pathname) ? `url("${stamped(href, stamps.get(pathname))}")` : whole;
    });
    if (renewed !== value) style.setProperty(name, renewed, style.getPropertyPriority(name));
  }
}

/// A new address for the same file, as browsers keep what they have for the old one.
function stamped(url, time = Date.now()) {
  const address = new URL(url, document.baseURI);
  address.searchParams.set("ribbon", time);
  return address.href;
}

function isPreloaded(name) {
  return [...document.querySelectorAll("link[rel~=preload][as=font], link[rel~=preload][as=style]")].some(({ href }) => href === name);
}

export function isStylesheet(node) {
  return node.localName === "link" && node.relList.contains("stylesheet") && !node.relList.contains("alternate");
}

/// Lets another stylesheet take the place of this one as soon as it is there, so that the page is never bare.
export async function swapSheet(link, heir) {
  const ready = loaded(heir);
  link.after(heir);
  await ready;
  try {
    if (stamps.size > 0) renewRules(heir.sheet, heir.href);
  } catch {
    // A stylesheet from elsewhere does not show its rules; it names none of the site's files.
  }
  link.remove();
}

export function loaded(link) {
  return new Promise((done) => {
    link.addEventListener("load", done, { once: true });
    link.addEventListener("error", done, { once: true });
    setTimeout(done, LONGEST_WAIT);
  });
}
