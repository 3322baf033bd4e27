// What Ribbon says in the page: problems, a lost connection, and a small button for the rest. It lives outside the page's body, behind a
// shadow root: no style of the page reaches it, and no change of the page removes it.

const FOLLOW = "ribbon:follow";
const CLOSED = "ribbon:closed";

/// A server that restarts is away for less.
const PATIENCE = 1_000;

const SHELL = `
<aside aria-label="Ribbon">
  <button type="button" class="toggle" aria-expanded="false" aria-controls="panel">
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="M4 15 9.8 5.6A3 3 0 1 0 6.2 5.6L12 15" fill="none"
      stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/></svg>
    <span class="count"></span>
  </button>
  <section id="panel" role="dialog" aria-labelledby="title" tabindex="-1" hidden>
    <header>
      <h2 id="title"></h2>
      <button type="button" class="close" aria-label="Close"><svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path
        d="m3 3 10 10M13 3 3 13" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"/></svg></button>
    </header>
    <p class="note"></p>
    <div class="list"></div>
    <footer>
      <label><input type="checkbox"> Follow what is being saved</label>
      <span class="themes" hidden><label>Theme <select></select></label> <a href="/__ribbon/gallery/" target="_blank">Gallery</a></span>
      <p class="tried" hidden></p>
    </footer>
  </section>
  <p class="lost" hidden>Connection lost, trying again</p>
  <p class="spoken" role="status"></p>
</aside>`;

export class Overlay {
  #path;
  #root;
  #counts = { revision: 0, errors: 0, warnings: 0 };
  #listed;
  #timer;
  #greeted = false;

  constructor(path) {
    this.#path = path;
    const host = document.createElement("ribbon-overlay");
    host.lang = "en";
    host.dir = "ltr";
    this.#root = host.attachShadow({ mode: "open" });
    this.#root.innerHTML = SHELL;
    this.#find("input").checked = this.follows;
    this.#find("input").addEventListener("change", ({ target }) => sessionStorage.setItem(FOLLOW, target.checked ? "yes" : ""));
    this.#find("select").addEventListener("change", ({ target }) => this.#try(target));
    this.#find(".toggle").addEventListener("click", () => (this.#panel.hidden ? this.#open(true) : this.#close()));
    this.#find(".close").addEventListener("click", () => this.#close());
    addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("visibilitychange", () => this.#list());
    document.addEventListener("ribbon:updated", () => !this.#panel.hidden && this.#themes());
    this.#show();
    this.#dress(host);
  }

  /// Whether this tab goes to the page that was saved last.
  get follows() {
    return sessionStorage.getItem(FOLLOW) === "yes";
  }

  /// How many problems there are now, and which version of their list that is.
  problems(counts) {
    const before = this.#counts;
    const isNew = counts.revision !== before.revision || counts.errors !== before.errors || counts.warnings !== before.warnings;
    this.#counts = counts;
    if (!isNew && this.#greeted) return;
    const hadErrors = this.#greeted && before.errors > 0;
    if (counts.errors > 0 && sessionStorage.getItem(CLOSED) !== this.#version) this.#open(false);
    else if (counts.errors === 0 && hadErrors) this.#hide();
    if (this.#greeted || counts.errors + counts.warnings > 0) this.#find(".spoken").textContent = told(counts) || "all fixed";
    this.#greeted = true;
    this.#show();
    this.#list();
  }

  /// Whether the server is there.
  state(connected) {
    clearTimeout(this.#timer);
    const lost = this.#find(".lost");
    if (connected) lost.hidden = true;
    else this.#timer = setTimeout(() => (lost.hidden = false), PATIENCE);
  }

  get #panel() {
    return this.#find("#panel");
  }

  get #version() {
    return Object.values(this.#counts).join();
  }

  #find(selector) {
    return this.#root.querySelector(selector);
  }

  /// Style comes before the first sight, and as an object, which a page's security policy lets through.
  async #dress(host) {
    const sheet = new CSSStyleSheet();
    const response = await fetch(new URL("overlay.css", import.meta.url));
    sheet.replaceSync(await response.text());
    this.#root.adoptedStyleSheets = [sheet];
    document.documentElement.append(host);
  }

  #show() {
    const { errors, warnings } = this.#counts;
    const toggle = this.#find(".toggle");
    toggle.dataset.kind = errors ? "errors" : warnings ? "warnings" : "none";
    toggle.setAttribute("aria-label", told(this.#counts) ? `Ribbon: ${told(this.#counts)}` : "Ribbon");
    this.#find(".count").textContent = errors || warnings || "";
    this.#find("h2").textContent = errors ? `Not up to date: ${told(this.#counts)}` : told(this.#counts) || "No problems";
    this.#find(".note").textContent = errors
      ? "Beneath is the last version that could be made. It comes up to date by itself as soon as the errors are fixed."
      : warnings
        ? "The page is up to date. Have a look at these before it is published."
        : "The page is up to date. Every save shows here at once.";
  }

  /// Fetches the list if somebody can see it. What is shown stays until the new list is there.
  async #list() {
    if (this.#panel.hidden || document.hidden || this.#listed === this.#version) return;
    const version = this.#version;
    try {
      const response = await fetch(`/__ribbon/problems?page=${encodeURIComponent(this.#path)}`, { cache: "no-store" });
      const { html } = await response.json();
      if (version !== this.#version) return;
      this.#find(".list").innerHTML = html;
      this.#listed = version;
      this.#excerpts();
    } catch {
      this.#find(".list").textContent = "The list is in the window where Ribbon runs.";
    }
  }

  /// The themes to choose from. On a phone the list is only told of what is shown.
  async #themes() {
    try {
      const response = await fetch("/__ribbon/themes", { cache: "no-store" });
      const { active, own, mayChoose, themes } = await response.json();
      const select = this.#find("select");
      const option = ({ name, title }) => Object.assign(document.createElement("option"), { value: name, textContent: title, selected: name === active });
      if (this.#root.activeElement !== select) select.replaceChildren(...themes.map(option));
      select.disabled = !mayChoose;
      this.#find(".themes").hidden = themes.length === 0;
      const tried = this.#find(".tried");
      tried.hidden = !active || active === own;
      tried.textContent = tried.hidden ? "" : `Only tried: site.toml still says ${own}, and nothing was written.`;
    } catch {
      this.#find(".themes").hidden = true;
    }
  }

  /// Shows the site in another theme. The pages change as after a save.
  async #try(select) {
    const headers = { "Content-Type": "application/json", "X-Ribbon-Asks": "theme" };
    const answer = await fetch("/__ribbon/theme", { method: "POST", headers, body: JSON.stringify({ name: select.value }) }).catch(() => undefined);
    if (answer?.ok) this.#find(".spoken").textContent = `The theme is now ${select.selectedOptions[0]?.textContent}`;
    this.#themes();
  }

  /// What scrolls sideways must be reachable without a mouse.
  #excerpts() {
    for (const excerpt of this.#root.querySelectorAll("pre")) {
      const isWide = excerpt.scrollWidth > excerpt.clientWidth;
      if (!isWide) continue;
      // What is wrong comes into sight; the list itself stays where it is.
      const [seen, mark] = [excerpt, excerpt.querySelector("mark") ?? excerpt].map((element) => element.getBoundingClientRect());
      if (mark.left < seen.left) excerpt.scrollLeft += mark.left - seen.left - 24;
      else if (mark.right > seen.right) excerpt.scrollLeft += Math.min(mark.right - seen.right, mark.left - seen.left) + 24;
      excerpt.tabIndex = 0;
      excerpt.setAttribute("role", "group");
      excerpt.setAttribute("aria-label", "The source");
    }
  }

  /// Focus goes along only where the reader asked: they may be typing elsewhere.
  #open(asked) {
    this.#panel.hidden = false;
    this.#find(".toggle").setAttribute("aria-expanded", "true");
    if (asked) this.#panel.focus({ preventScroll: true });
    this.#list();
    this.#themes();
  }

  #hide() {
    const held = this.#panel.contains(this.#root.activeElement);
    this.#panel.hidden = true;
    this.#find(".toggle").setAttribute("aria-expanded", "false");
    if (held) this.#find(".toggle").focus({ preventScroll: true });
  }

  /// Closed by the reader, it stays so, here and on the next page, until the list changes.
  #close() {
    sessionStorage.setItem(CLOSED, this.#version);
    this.#hide();
  }

  #key(event) {
    const isOurs = this.#root.activeElement || !document.querySelector("dialog:modal, :popover-open");
    if (event.key === "Escape" && !event.defaultPrevented && !this.#panel.hidden && isOurs) this.#close();
  }
}

/// “2 errors, 1 warning”; nothing if there are none.
function told({ errors, warnings }) {
  const count = (number, word) => (number ? [`${number} ${word}${number === 1 ? "" : "s"}`] : []);
  return [...count(errors, "error"), ...count(warnings, "warning")].join(", ");
}
