// The shared worker: one link for all tabs of a browser, which would otherwise run out of its six connections to a host.

import { Link } from "./link.js";

/// What each tab shows, by its port.
const tabs = new Map();

/// The last word on these, for tabs that open later.
const latest = new Map();

const link = new Link((event, data) => {
  if (event === "problems" || event === "state") latest.set(event, data);
  for (const [port, { path }] of tabs) {
    if (event !== "pages") port.postMessage({ event, data });
    else if (path in data) port.postMessage({ event, data: { [path]: data[path] } });
  }
});
link.open();

self.addEventListener("connect", ({ ports: [port] }) => {
  port.addEventListener("message", ({ data: { say, path, tag, lock } }) => {
    if (say === "show") show(port, { path, tag });
    if (say === "leave") forget(port);
    // The tab holds the lock while it lives, so whoever gets it after knows that the tab has ended, even by a crash.
    if (say === "lock") navigator.locks.request(lock, () => forget(port));
  });
  port.start();
});

function show(port, page) {
  const arrived = !tabs.has(port);
  tabs.set(port, page);
  if (arrived) for (const [event, data] of latest) port.postMessage({ event, data });
  link.show(openPages(), arrived);
}

function forget(port) {
  if (tabs.delete(port)) link.show(openPages(), false);
}

function openPages() {
  const pages = {};
  for (const { path, tag } of tabs.values()) {
    // Two tabs that show different versions of one page: no tag is right for both, so ask for the newest; each tab then compares.
    pages[path] = path in pages && pages[path] !== tag ? "" : tag;
  }
  return pages;
}
