// Functions that run inside the page: each gives back what is wrong, in words, or an empty list.

/// Elements that make the page scroll sideways. What scrolls inside its own box, such as a wide table, is fine.
export function overflowing() {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const scrolls = (element) => {
    for (let parent = element.parentElement; parent && parent !== document.body; parent = parent.parentElement) {
      if (getComputedStyle(parent).overflowX !== "visible") return true;
    }
    return false;
  };
  const wide = [...document.querySelectorAll("body *")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && (box.right > root.clientWidth + 1 || box.left < -1) && !scrolls(element);
  });
  return [`page is ${root.scrollWidth} px wide`, ...wide.slice(0, 8).map((element) => element.outerHTML.slice(0, 140))];
}

/// Text whose colour lies too near its background. On paper, backgrounds count only where the style insists on them.
export function faintText({ paper, least }) {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return { r, g, b, a: a / 255 };
  };
  const over = (top, below) => ({
    r: top.r * top.a + below.r * (1 - top.a),
    g: top.g * top.a + below.g * (1 - top.a),
    b: top.b * top.a + below.b * (1 - top.a),
    a: 1,
  });
  const luminance = ({ r, g, b }) => {
    const [red, green, blue] = [r, g, b].map((value) =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const ground = paper ? { r: 255, g: 255, b: 255, a: 1 } : rgba("Canvas");
  const backgroundOf = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      // A picture behind text is beyond this check; axe and the screenshots are for that.
      if (style.backgroundImage !== "none" && (!paper || style.printColorAdjust === "exact")) return undefined;
      if (!paper || style.printColorAdjust === "exact") layers.push(rgba(style.backgroundColor));
    }
    return layers.reduceRight((below, layer) => over(layer, below), ground);
  };

  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const element = text.parentElement;
    if (!text.data.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
    const box = element.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1) continue;
    const style = getComputedStyle(element);
    const background = backgroundOf(element);
    if (!background) continue;
    const ratio = contrast(over(rgba(style.color), background), background);
    if (ratio < least)
      faint.push(`${ratio.toFixed(2)}: ${element.tagName.toLowerCase()}.${element.className}: ${text.data.trim().slice(0, 60)}`);
  }
  return [...new Set(faint)].slice(0, 10);
}
