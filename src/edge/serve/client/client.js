// The browser's side of `ribbon serve`: keeps the open page as its source is. The server adds this script to the pages that it shows;
// it is in no page that is built.

import { renew } from "./assets.js";
import * as kept from "./kept.js";
import { Link } from "./link.js";
import { Morph } from "./morph.js";
import { Overlay } from "./overlay.js";

const RELOADED = "ribbon:reloaded";
const PATIENCE = 500;
const address = location.href.replace(/#.*/, "");
const path = location.pathname;

/// The tag of what the page shows, and of what it should show.
let shown = takeOwnScript();
let wanted = shown;
let settled = false;
let busy = false;
let connected = false;

const morph = attempt(() => new Morph(document));
attempt(kept.restore);
attempt(() => sessionStorage.getItem(RELOADED) === path + shown && sessionStorage.removeItem(RELOADED));

// A page in a frame is kept fresh too, and the page around it speaks for both.
const overlay = window.top === window ? attempt(() => new Overlay(path)) : undefined;

const receive = {
  pages(tags) {
    if (tags[path] !== undefined) show(tags[path]);
  },
  assets(paths) {
    const renewed = attempt(() => renew(paths, (old, heir) => morph.replaced(old, heir)));
    if (!renewed) reload();
  },
  problems: (counts) => overlay?.problems(counts),
  state(state) {
    connected = state.connected;
    overlay?.state(connected);
  },
  follow({ path: saved }) {
    if (overlay?.follows && saved !== path) location.assign(saved);
  },
};

const line = connect((event, data) => receive[event]?.(data));
line.show(path, shown);
addEventListener("pagehide", () => line.leave());
addEventListener("pageshow", ({ persisted }) => persisted && line.show(path, shown));
if (document.readyState === "complete") settle();
else addEventListener("load", settle, { once: true });

/// Out of the page, so that it is as it was built. The white space around it becomes one piece again.
function takeOwnScript() {
  const own = document.querySelector("script[data-ribbon]");
  const { previousSibling: before, nextSibling: after } = own;
  own.remove();
  if (before?.nodeType === Node.TEXT_NODE && after?.nodeType === Node.TEXT_NODE) {
    before.data += after.data;
    after.remove();
  }
  return own.dataset.ribbon;
}

/// Asks for the source of what is shown already, when nothing more urgent is left to load.
function settle() {
  (globalThis.requestIdleCallback ?? setTimeout)(() => bringUpToDate());
}

function show(tag) {
  wanted = tag;
  if (wanted !== shown) bringUpToDate();
}

/// One request at a time: what is wanted meanwhile is fetched next.
async function bringUpToDate() {
  if (busy) return;
  busy = true;
  while (wanted !== shown || !settled) {
    const asked = wanted;
    const answer = await ask();
    if (!answer) break;
    const { tag, html } = answer;
    if (html === undefined) return reload(tag);
    if (!attempt(() => change(tag, html))) return reload(tag);
    settled = true;
    if (wanted === asked) wanted = shown;
  }
  busy = false;
}

/// The page as it is built. Nothing if the server is away: when it is back it tells what has changed.
async function ask() {
  try {
    const response = await fetch(address, { headers: { Accept: "*/*" }, cache: "no-store" });
    const tag = response.headers.get("X-Ribbon-Tag") ?? "";
    const isPage = !response.redirected && /^text\/html\b/.test(response.headers.get("Content-Type") ?? "");
    return { tag, html: isPage ? await response.text() : undefined };
  } catch {
    const missed = wanted;
    wanted = shown;
    settled = true;
    // The server is there, so it is the page that forbids to ask (a content security policy).
    setTimeout(() => connected && missed !== shown && reload(missed), PATIENCE);
    return undefined;
  }
}

function change(tag, html) {
  if (tag === shown) {
    if (!settled) morph.settle(html);
    return true;
  }
  const before = kept.look();
  const paths = kept.pathsOf(before);
  morph.update(html);
  shown = tag;
  attempt(() => sessionStorage.removeItem(RELOADED));
  attempt(() => kept.fix(before, paths));
  document.dispatchEvent(new CustomEvent("ribbon:updated"));
  line.show(path, shown);
  return true;
}

/// The plain way, where the page cannot be changed as it stands.
function reload(tag) {
  // Once for a version: a page that never shows what is told of it would reload for ever.
  if (tag && attempt(() => sessionStorage.getItem(RELOADED)) === path + tag) return;
  attempt(() => sessionStorage.setItem(RELOADED, path + (tag ?? "")));
  attempt(kept.save);
  location.reload();
}

/// The result, or nothing where it failed.
function attempt(action) {
  try {
    return action();
  } catch {
    return undefined;
  }
}

/// The way to the server: the worker that all tabs share, or where there is none, a link of this tab's own.
function connect(hear) {
  if (typeof SharedWorker === "undefined") return ownLine(hear);
  try {
    return sharedLine(hear);
  } catch {
    return ownLine(hear);
  }
}

function sharedLine(hear) {
  const worker = new SharedWorker(new URL("worker.js", import.meta.url), { type: "module", name: "ribbon" });
  let line = {
    show(path, tag) {
      if (!release && navigator.locks) hold();
      worker.port.postMessage({ say: "show", path, tag });
    },
    leave() {
      worker.port.postMessage({ say: "leave" });
      release?.();
      release = undefined;
    },
  };
  let release;
  /// Holds a lock that ends with this tab, whatever ends it.
  const hold = () => {
    const lock = `ribbon ${Math.random()}`;
    const held = new Promise((done) => (release = done));
    navigator.locks.request(lock, () => {
      worker.port.postMessage({ say: "lock", lock });
      return held;
    });
  };
  worker.port.onmessage = ({ data: { event, data } }) => hear(event, data);
  worker.onerror = () => {
    line = ownLine(hear);
    line.show(path, shown);
  };
  return { show: (...page) => line.show(...page), leave: () => line.leave() };
}

/// Only while the tab is visible: connections are few.
function ownLine(hear) {
  const link = new Link(hear);
  const turn = () => (document.hidden ? link.close() : link.open());
  document.addEventListener("visibilitychange", turn);
  return {
    show(path, tag) {
      link.show({ [path]: tag }, false);
      turn();
    },
    leave: () => link.close(),
  };
}
