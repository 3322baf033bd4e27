// Draws the pictures of this theme and of the World Cancer Day site: threads that are each laid in their own way.
// Run it with `node themes/united-by-unique/drawings.mjs` from the site's folder; it needs nothing but Node. The colours are those of
// theme.toml, light ones first and dark ones where the reader prefers dark. The PNG files are made of the SVG files:
//   rsvg-convert -w 1200 content/toolkit/share-card.svg -o content/toolkit/share-card.png
//   pngquant --quality 80-98 --force --ext .png content/toolkit/share-card.png   (and a copy as static/images/share.png)

import { readFileSync, writeFileSync } from "node:fs";

const toml = readFileSync("themes/united-by-unique/theme.toml", "utf8");
const colours = (scheme) => {
  const part = toml.split(`[tokens.color.${scheme}]`)[1].split("\n[")[0];
  return Object.fromEntries([...part.matchAll(/^([\w-]+) = "(.+)"$/gm)].map(([, name, value]) => [name, value]));
};
const light = colours("light");
const dark = colours("dark");
const THREADS = [1, 2, 3, 4, 5, 6].map((n) => `thread-${n}`);

/// How a thread is laid: width, and the pattern of its stitches. No two of them differ by colour alone.
const KINDS = [
  { width: 5, stitch: "" },
  { width: 7, stitch: "0 12" },
  { width: 5, stitch: "22 12" },
  { width: 8, stitch: "" },
  { width: 4, stitch: "30 9 1 9" },
  { width: 6, stitch: "9 11" },
];

/// A stream of numbers from 0 to 1 that is the same for the same seed.
function stream(seed) {
  let state = (seed * 2654435761) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const at = (number) => String(Math.round(number));

/// A closed line through the middles between points, bent at each point.
function closed(points) {
  const middle = ([a, b], [c, d]) => [(a + c) / 2, (b + d) / 2];
  const start = middle(points.at(-1), points[0]);
  const parts = points.map((point, i) => `Q${at(point[0])} ${at(point[1])} ${middle(point, points[(i + 1) % points.length]).map(at).join(" ")}`);
  return `M${start.map(at).join(" ")}${parts.join("")}Z`;
}

/// The rings of one whorl, from inside to outside: the inner ones keep the shape of the seed, the outer ones come close to a circle.
function rings(x, y, radius, seed, count, roughness = 0.34) {
  const next = stream(seed);
  const corners = 7 + (seed % 4);
  const bumps = Array.from({ length: corners }, () => next() * 2 - 1);
  const turn = next() * 6.28;
  return Array.from({ length: count }, (_, ring) => {
    const share = (ring + 1) / count;
    return closed(
      bumps.map((bump, i) => {
        const angle = turn + (i / corners) * 2 * Math.PI;
        const length = radius * share * (1.06 + bump * roughness * (1.15 - 0.6 * share));
        return [x + length * Math.cos(angle), y + length * Math.sin(angle)];
      }),
    );
  });
}

const line = (kind, d, { colour, scale = 1, style, solid = false } = {}) => {
  const { width, stitch } = solid ? { ...KINDS[kind % 6], stitch: "" } : KINDS[kind % 6];
  const scaled = (text) => text.split(" ").map((part) => Math.round(part * scale * 10) / 10).join(" ");
  const paint = style ? ` class="${style}"` : "";
  return `<path${paint} stroke="${colour}" stroke-width="${scaled(String(width))}"${stitch ? ` stroke-dasharray="${scaled(stitch)}"` : ""} d="${d}"/>`;
};

/// A picture on the ground of the page, light or dark: the strokes change with the reader's scheme.
function themed(width, height, title, parts) {
  const rules = THREADS.map((name, i) => `.t${i + 1}{stroke:${dark[name]}}`).join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" fill="none" stroke-linecap="round" stroke-linejoin="round" role="img" aria-labelledby="t">
<title id="t">${title}</title>
<style>@media (prefers-color-scheme:dark){${rules}}</style>
${parts.join("\n")}
</svg>
`;
}
const threaded = (n, d, options = {}) => line(n, d, { colour: light[THREADS[n % 6]], style: `t${(n % 6) + 1}`, ...options });

/// Five people side by side on one ground. The heads are whorls, the bodies arches; every one is laid in their own way.
function careScene() {
  const people = [
    { x: 150, head: 66, wide: 128, tall: 270, seed: 12 },
    { x: 392, head: 72, wide: 140, tall: 350, seed: 5 },
    { x: 640, head: 68, wide: 132, tall: 300, seed: 31 },
    { x: 838, head: 50, wide: 92, tall: 180, seed: 8 },
    { x: 1040, head: 70, wide: 136, tall: 330, seed: 23 },
  ];
  const ground = 590;
  const parts = people.flatMap(({ x, head, wide, tall, seed }, n) => {
    const shoulders = Math.round((wide * 2) / 26);
    const arches = Array.from({ length: shoulders }, (_, i) => {
      const share = 1 - i / shoulders;
      const w = wide * share;
      const top = ground - tall + (1 - share) * tall * 0.82 + 18;
      const foot = ground + 24 * n - 10;
      const arm = foot - (foot - top) * 0.42;
      return threaded(n, `M${at(x - w)} ${at(foot)}C${at(x - w)} ${at(arm)} ${at(x - w * 0.8)} ${at(top)} ${at(x)} ${at(top)}S${at(x + w)} ${at(arm)} ${at(x + w)} ${at(foot)}`);
    });
    return [...rings(x, ground - tall - head * 0.85, head, seed, Math.round(head / 13)).map((d) => threaded(n, d)), ...arches];
  });
  const rows = people.map((_, n) => {
    const y = ground + 24 * n - 10;
    const wave = Array.from({ length: 6 }, (_, i) => `${i ? "S" : "C40 " + at(y - 14) + " "}${at(i * 200 + 150)} ${at(y + (i % 2 ? -12 : 12) + (n % 3) * 2)} ${at((i + 1) * 200)} ${at(y + 4)}`);
    return threaded(n, `M0 ${at(y)}${wave.join("")}`);
  });
  return themed(1200, 720, "Five people on one ground", [...parts, ...rows]);
}

/// One whorl in the middle, and five bands of threads that hold it, each open on another side.
function onePerson() {
  const centre = rings(600, 260, 62, 9, 5).map((d) => threaded(5, d));
  const bands = [0, 1, 2, 3, 4].flatMap((band) =>
    [0, 1].map((strand) => {
      const radius = 92 + band * 32 + strand * 13;
      const next = stream(40 + band);
      const bumps = Array.from({ length: 9 }, () => next() * 2 - 1);
      const from = band * 2.4 + 0.4;
      const points = Array.from({ length: 40 }, (_, i) => {
        const angle = from + (i / 39) * 5.2;
        const place = ((angle % 6.283) / 6.283) * 9;
        const low = Math.floor(place);
        const bump = bumps[low % 9] + (bumps[(low + 1) % 9] - bumps[low % 9]) * (0.5 - 0.5 * Math.cos((place - low) * Math.PI));
        const length = radius * (1 + bump * 0.045);
        return [600 + length * 1.12 * Math.cos(angle), 260 + length * Math.sin(angle)];
      });
      return threaded(band, `M${points.map((point) => point.map(at).join(" ")).join("L")}`);
    }),
  );
  return themed(1200, 520, "One person in the middle of care", [...centre, ...bands]);
}

/// Two threads that lead to one whorl: one starts at a whorl that stands out, the other at one of many dots that look alike.
function twoWays() {
  const dots = Array.from({ length: 18 }, (_, i) => [110 + (i % 6) * 52, 304 + Math.floor(i / 6) * 46]);
  const ways = ["M196 118C420 96 560 172 700 196S850 226 912 232", "M196 132C420 112 560 188 696 212S846 240 910 246"].map((d) => threaded(0, d));
  const invited = ["M388 346C560 340 640 300 724 284S850 262 912 260", "M388 360C562 356 646 314 730 298S852 276 914 274"].map((d) => threaded(2, d));
  return themed(1200, 480, "Two paths lead to one diagnosis", [
    ...rings(130, 126, 66, 12, 5).map((d) => threaded(0, d)),
    ...dots.filter((_, i) => i !== 11).map(([x, y]) => threaded(2, `M${x} ${y}h.1`, { scale: 2.6, solid: true })),
    ...rings(370, 350, 22, 7, 2).map((d) => threaded(3, d, { scale: 0.7 })),
    ...ways,
    ...invited,
    ...rings(1012, 250, 102, 31, 6).map((d) => threaded(4, d)),
  ]);
}

/// The picture for shared links: fifteen whorls in one ring on the dark field, and the words.
function shareCard() {
  const bright = THREADS.map((name) => dark[name]);
  const whorls = Array.from({ length: 15 }, (_, i) => {
    const angle = (i / 15) * 2 * Math.PI - Math.PI / 2;
    const kind = (i * 5) % 6;
    return rings(330 + 215 * Math.cos(angle), 315 + 215 * Math.sin(angle), 41, 60 + i * 7, 4, 0.42)
      .map((d) => line(kind, d, { colour: bright[i % 6], scale: 0.68 }))
      .join("");
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 630" width="1200" height="630" role="img" aria-labelledby="t">
<title id="t">United by Unique, World Cancer Day, 4 February</title>
<rect width="1200" height="630" fill="${light.field}"/>
<g fill="none" stroke-linecap="round" stroke-linejoin="round">
${whorls.join("\n")}
</g>
<g fill="${light["on-field"]}" font-family="'Iowan Old Style','Palatino Linotype','URW Palladio L',P052,'Book Antiqua',Charter,'Noto Serif',Georgia,serif" font-weight="700">
<text x="660" y="280" font-size="86" letter-spacing="-2">United</text>
<text x="660" y="372" font-size="86" letter-spacing="-2">by Unique</text>
</g>
<path d="M664 430h132" stroke="${light["field-accent"]}" stroke-width="7" stroke-dasharray="0 14" stroke-linecap="round"/>
<g fill="${light["field-muted"]}" font-family="system-ui,'Segoe UI',Roboto,'Noto Sans','Helvetica Neue',Arial,sans-serif" font-size="36">
<text x="662" y="492">World Cancer Day</text>
<text x="662" y="540" fill="${light["field-accent"]}">4 February</text>
</g>
</svg>
`;
}

/// Six whorls in a row, in one colour: style sheets use them as a mask over a colour of their own.
function whorls() {
  const scale = 1.35;
  const parts = Array.from({ length: 6 }, (_, i) => rings(100 + 200 * i, 100, 80, [3, 14, 22, 41, 5, 36][i], i % 2 ? 6 : 5, 0.4).map((d) => line(i, d, { colour: "#000", scale })).join(""));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 200" fill="none" stroke-linecap="round" stroke-linejoin="round">\n${parts.join("\n")}\n</svg>\n`;
}

/// Three threads that run on from tile to tile: the line between two bands, as a mask like the whorls.
function divider() {
  const wave = (y, swing) => `M0 ${y}C40 ${y - swing} 80 ${y - swing} 120 ${y}S200 ${y + swing} 240 ${y}`;
  const parts = [line(0, wave(12, 9), { colour: "#000", scale: 0.5 }), line(1, wave(20, 7), { colour: "#000", scale: 0.5 }), line(3, wave(28, 9), { colour: "#000", scale: 0.4 })];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 40" width="240" height="40" fill="none" stroke-linecap="round">\n${parts.join("\n")}\n</svg>\n`;
}

writeFileSync("static/images/care-scene.svg", careScene());
writeFileSync("static/images/one-person.svg", onePerson());
writeFileSync("static/images/two-ways.svg", twoWays());
writeFileSync("content/toolkit/share-card.svg", shareCard());
writeFileSync("themes/united-by-unique/static/images/whorls.svg", whorls());
writeFileSync("themes/united-by-unique/static/images/divider.svg", divider());
