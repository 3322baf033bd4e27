// Keeps countdowns right between two builds: which day it is where the campaign is, and the words for it.
const today = (zone) => {
  const parts = new Intl.DateTimeFormat("en", { timeZone: zone, calendar: "gregory", numberingSystem: "latn", year: "numeric", month: "numeric", day: "numeric" }).formatToParts();
  const [year, month, day] = ["year", "month", "day"].map((type) => Number(parts.find((part) => part.type === type).value));
  return Date.UTC(year, month - 1, day);
};

const show = () => {
  for (const place of document.querySelectorAll("[data-countdown]")) {
    const { countdown, zone, before, after } = place.dataset;
    const left = Math.round((Date.parse(countdown) - today(zone)) / 86_400_000);
    const words = left < 0 ? after : before.split("|")[left];
    if (words && words !== place.textContent) place.textContent = words;
  }
};

show();
// A page may stay open overnight.
document.addEventListener("visibilitychange", show);
