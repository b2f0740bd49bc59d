// Builds what is shown. Text of others becomes text nodes and attributes only, never markup.

const SVG = "http://www.w3.org/2000/svg";

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === false || value === null) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    node.append(child instanceof Node ? child : String(child));
  }
  return node;
}

/** An element; attributes that begin with "on" are listeners. */
export const el = (name, attributes, ...children) => filled(document.createElement(name), attributes, children);

/** An element of SVG. */
export const svg = (name, attributes, ...children) => filled(document.createElementNS(SVG, name), attributes, children);

/** Shows other children, and leaves the focus on what has the same data-key. */
export function show(node, ...children) {
  const key = node.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  const places = [...node.querySelectorAll("[data-scroll]")].map((n) => [n.dataset.scroll, n.scrollTop, n.scrollLeft]);
  node.replaceChildren();
  filled(node, {}, children);
  for (const [name, top, left] of places) {
    const again = node.querySelector(`[data-scroll="${CSS.escape(name)}"]`);
    if (again) { again.scrollTop = top; again.scrollLeft = left; }
  }
  if (key) node.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
}

/** Tells a screen reader. */
export function say(text) {
  document.getElementById("live").textContent = text;
}

export const tile = (title, value, more) =>
  el("div", { class: "card tile" }, el("span", {}, title), el("b", {}, value), more && el("span", {}, more));

/** A table of rows of cells; a head that begins with "#" is of numbers. */
export function table(caption, heads, rows) {
  const num = heads.map((head) => (head.startsWith("#") ? "num" : undefined));
  const body = rows.map((row) =>
    el("tr", {}, row.map((cell, i) => el(i ? "td" : "th", { class: num[i], scope: i ? undefined : "row" }, cell))));
  return el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption, "data-scroll": caption, "data-key": `table ${caption}` },
    el("table", {},
      el("caption", { class: "unseen" }, caption),
      el("thead", {}, el("tr", {}, heads.map((head, i) => el("th", { scope: "col", class: num[i] }, head.replace("#", ""))))),
      el("tbody", {}, body)));
}

const LETTERS = { p: "proven", m: "missed", x: "failed and slashed", o: "open" };

// Where a bar begins and how tall it is: who sees no colours sees these.
const TALL = { p: [2, 14], m: [10, 6], x: [0, 18], o: [6, 6] };

/** Periods as a strip: p proven, m missed, x failed; the open one behind them. */
export function strip(letters, open) {
  const all = [...(letters + (open ? "o" : ""))].slice(-60);
  const count = (letter) => all.filter((one) => one === letter).length;
  const label = `Periods, oldest first: ${count("p")} proven, ${count("m")} missed, ${count("x")} failed and slashed${open ? ", 1 open" : ""}`;
  const wide = Math.max(all.length * 8, 8);
  return svg("svg", { class: "strip", width: wide, height: 18, viewBox: `0 0 ${wide} 18`, role: "img", "aria-label": label },
    all.map((letter, i) => svg("rect", { class: letter, x: i * 8, y: TALL[letter]?.[0] ?? 2, width: 6, height: TALL[letter]?.[1] ?? 14, rx: 2 },
      svg("title", {}, LETTERS[letter] ?? letter))));
}

/** Parts of a whole as one bar with a key; amounts are BigInt or numbers. */
export function shares(label, parts, text) {
  const total = parts.reduce((sum, part) => sum + Number(part.value), 0) || 1;
  let x = 0;
  const bars = parts.map((part) => {
    const wide = (Number(part.value) / total) * 400;
    const bar = svg("rect", { class: part.color, x, y: 0, width: Math.max(wide, 0), height: 16 });
    x += wide;
    return bar;
  });
  const said = parts.map((part) => `${part.name} ${text(part.value)}`).join(", ");
  return el("div", {},
    svg("svg", { viewBox: "0 0 400 16", width: "100%", height: 16, preserveAspectRatio: "none", role: "img", "aria-label": `${label}: ${said}` }, bars),
    el("ul", { class: "key" }, parts.map((part) =>
      el("li", {}, svg("svg", { viewBox: "0 0 10 10", "aria-hidden": true }, svg("rect", { class: part.color, width: 10, height: 10, rx: 3 })), `${part.name} ${text(part.value)}`))));
}

/** Bars of named values. */
export function bars(label, values, text) {
  const most = Math.max(...values.map((one) => Number(one.value)), 1);
  const wide = Math.max(values.length * 56, 56);
  return svg("svg", { viewBox: `0 0 ${wide} 130`, width: wide, height: 130, role: "img", "aria-label": `${label}: ${values.map((one) => `${one.name} ${text(one.value)}`).join(", ")}` },
    values.map((one, i) => {
      const high = (Number(one.value) / most) * 84;
      return [
        svg("rect", { class: "b0", x: i * 56 + 8, y: 104 - high, width: 40, height: Math.max(high, 1), rx: 4 }, svg("title", {}, `${one.name}: ${text(one.value)}`)),
        svg("text", { class: "axis", x: i * 56 + 28, y: 98 - high, "text-anchor": "middle" }, text(one.value, true)),
        svg("text", { class: "axis", x: i * 56 + 28, y: 122, "text-anchor": "middle" }, one.name)];
    }));
}

/** Two lines of numbers that go on. */
export function spark(label, first, second) {
  const most = Math.max(...first, ...second, 1);
  const line = (values) => values.map((value, i) => `${(i * 300) / 59},${78 - (value / most) * 74}`).join(" ");
  return svg("svg", { viewBox: "0 0 300 80", width: "100%", height: 80, preserveAspectRatio: "none", role: "img", "aria-label": label },
    svg("polyline", { class: "spark", points: line(first) }), svg("polyline", { class: "spark out", points: line(second) }));
}
