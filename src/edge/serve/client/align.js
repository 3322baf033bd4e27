// Which children of an element are the same ones in a newer version of it: by id first, then by kind and likeness of content, in an order
// that keeps as many as possible in their place.

/// Elements that hold something of the reader's: better a fresh one than one that shows what belonged to another.
const HOLDING = /^(details|dialog|audio|video|iframe|object|embed|canvas|input|select|textarea)$/i;

/// More comparisons than this would be felt.
const MOST_COMPARED = 250_000;
const MOST_WORDS = 80;
const MOST_TEXT = 2_000;

/// `pairs` leads from new nodes to old ones; `moved` holds those old ones that have changed their place among the others.
export function align(olds, news) {
  const pairs = new Map();
  const moved = new Set();
  let start = 0;
  while (start < Math.min(olds.length, news.length) && olds[start].isEqualNode(news[start])) {
    pairs.set(news[start], olds[start++]);
  }
  let [oldEnd, newEnd] = [olds.length, news.length];
  while (oldEnd > start && newEnd > start && olds[oldEnd - 1].isEqualNode(news[newEnd - 1])) {
    pairs.set(news[--newEnd], olds[--oldEnd]);
  }
  olds = olds.slice(start, oldEnd);
  news = news.slice(start, newEnd);
  for (const [next, old] of inOrder(olds, news)) pairs.set(next, old);

  const paired = new Set(pairs.values());
  const byId = new Map(olds.filter((old) => old.id && !paired.has(old)).map((old) => [old.id, old]));
  for (const next of news) {
    const old = next.id && !pairs.has(next) && byId.get(next.id);
    if (!old || !areOneKind(old, next)) continue;
    pairs.set(next, old);
    moved.add(old);
  }
  return { pairs, moved };
}

/// The pairs with the greatest likeness in all that do not cross (Needleman and Wunsch, 1970).
function inOrder(olds, news) {
  if (olds.length * news.length > MOST_COMPARED) return oneByOne(olds, news);
  const likeness = comparer();
  const width = news.length + 1;
  const best = new Float64Array((olds.length + 1) * width);
  for (let i = olds.length - 1; i >= 0; i--) {
    for (let j = news.length - 1; j >= 0; j--) {
      const alike = likeness(olds[i], news[j]);
      const both = alike > 0 ? alike + best[(i + 1) * width + j + 1] : 0;
      best[i * width + j] = Math.max(both, best[(i + 1) * width + j], best[i * width + j + 1]);
    }
  }
  const pairs = [];
  for (let i = 0, j = 0; i < olds.length && j < news.length; ) {
    const value = best[i * width + j];
    const alike = likeness(olds[i], news[j]);
    if (alike > 0 && value === alike + best[(i + 1) * width + j + 1]) pairs.push([news[j++], olds[i++]]);
    else if (value === best[(i + 1) * width + j]) i++;
    else j++;
  }
  return pairs;
}

/// For very long lists: the next old node of the same kind and id.
function oneByOne(olds, news) {
  const pairs = [];
  let i = 0;
  for (const next of news) {
    const found = olds.slice(i, i + 20).findIndex((old) => areOneKind(old, next) && (old.id ?? "") === (next.id ?? ""));
    if (found < 0) continue;
    i += found;
    pairs.push([next, olds[i++]]);
  }
  return pairs;
}

/// How alike two nodes are: 0 if one can never become the other.
function comparer() {
  const known = new Map();
  const wordsOf = (node) => known.get(node) ?? known.set(node, words(node)).get(node);
  return (old, next) => {
    if (!areOneKind(old, next)) return 0;
    if (old.nodeType !== Node.ELEMENT_NODE && !old.data.trim() && !next.data.trim()) return 0.01;
    const shared = share(wordsOf(old), wordsOf(next));
    if (old.nodeType !== Node.ELEMENT_NODE) return 0.1 + shared;
    if (old.id && old.id === next.id) return 3 + shared;
    // Each of them belongs to another one.
    if (old.id && next.ownerDocument.getElementById(old.id)) return 0;
    if (next.id && old.ownerDocument.getElementById(next.id)) return 0;
    return shared === 0 && HOLDING.test(old.localName) ? 0 : 0.1 + shared;
  };
}

function areOneKind(old, next) {
  if (old.nodeName !== next.nodeName || old.namespaceURI !== next.namespaceURI) return false;
  if (old.nodeType !== Node.ELEMENT_NODE) return true;
  // A customised element and the type of a field are for life.
  return ["is", ...(HOLDING.test(old.localName) ? ["type", "name"] : [])].every((name) => old.getAttribute(name) === next.getAttribute(name));
}

function words(node) {
  const found = new Set(node.textContent.slice(0, MOST_TEXT).split(/\s+/, MOST_WORDS));
  found.delete("");
  if (node.nodeType !== Node.ELEMENT_NODE) return found;
  for (const { name, value } of node.attributes) found.add(`${name}=${value}`);
  for (const { id } of node.querySelectorAll("[id]")) found.add(`#${id}`);
  return found;
}

/// Source: Dice, 1945: twice what is shared, of what both have.
function share(some, others) {
  if (some.size + others.size === 0) return 1;
  let n = 0;
  for (const word of some) if (others.has(word)) n++;
  return (2 * n) / (some.size + others.size);
}
