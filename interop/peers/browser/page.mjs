// As much of a browser as the page's scripts need to be tried without one: elements without looks, and a place to keep a token.

import { rmSync } from "node:fs";
import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

class Part extends EventTarget {
  parent = null;
  get isConnected() { return this === document.body || (this.parent?.isConnected ?? false); }
  remove() { if (this.parent) this.parent.parts = this.parent.parts.filter((one) => one !== this); this.parent = null; }
}

class Text extends Part {
  constructor(text) { super(); this.textContent = text; }
}

class Element extends Part {
  parts = [];
  attributes = {};
  dataset = {};
  value = "";
  scrollTop = 0;
  scrollHeight = 0;
  clientHeight = 0;
  classList = { add() {}, remove() {} };
  constructor(name) { super(); this.name = name; }
  append(...all) { for (const one of all) { const part = one instanceof Part ? one : new Text(String(one)); part.remove(); part.parent = this; this.parts.push(part); } }
  replaceChildren(...all) { for (const one of [...this.parts]) one.remove(); this.append(...all); }
  replaceWith(other) { const up = this.parent; up.parts = up.parts.map((one) => (one === this ? other : one)); other.parent = up; this.parent = null; }
  setAttribute(name, value) {
    this.attributes[name] = value;
    if (name.startsWith("data-")) this.dataset[name.slice(5)] = value;
    if (name === "value") this.value = value;
  }
  getAttribute(name) { return this.attributes[name] ?? null; }
  get firstChild() { return this.parts[0] ?? null; }
  get childElementCount() { return this.parts.filter((one) => one instanceof Element).length; }
  get textContent() { return this.parts.map((one) => one.textContent).join(""); }
  set textContent(text) { this.replaceChildren(text); }
  contains(other) { for (let one = other; one; one = one.parent) if (one === this) return true; return false; }
  querySelectorAll(selector) {
    const [, name, attribute, value] = /^(\w*)(?:\[([\w-]+)(?:="?([^"\]]*)"?)?\])?$/.exec(selector);
    const fits = (one) => (!name || one.name === name) && (!attribute || (attribute in one.attributes && (value === undefined || one.attributes[attribute] === value)));
    return this.parts.filter((one) => one instanceof Element).flatMap((one) => [...(fits(one) ? [one] : []), ...one.querySelectorAll(selector)]);
  }
  querySelector(selector) { return this.querySelectorAll(selector)[0] ?? null; }
  focus() {}
  click() { this.dispatchEvent(new Event("click")); }
}

/** Makes this process a browser that shows the page of a door on loopback with a token. */
export function open(port, token) {
  const kept = new Map();
  const body = new Element("body");
  const real = globalThis.fetch;
  Object.assign(globalThis, {
    Node: Part,
    CSS: { escape: (text) => text },
    location: { hostname: "127.0.0.1", port: String(port), hash: `#token=${token}`, pathname: "/ui/" },
    history: { replaceState() {} },
    sessionStorage: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: (key) => kept.delete(key) },
    document: Object.assign(new EventTarget(), { body, hidden: false, activeElement: body, createElement: (name) => new Element(name), createElementNS: (_, name) => new Element(name), getElementById: () => body }),
    fetch: (path, options) => real(new URL(path, `http://127.0.0.1:${port}`), options),
  });
}

/** The page's scripts, from the folder where they lie. */
export async function scripts(folder) {
  const copy = await mkdtemp(join(tmpdir(), "page"));
  process.on("exit", () => rmSync(copy, { recursive: true }));
  await writeFile(join(copy, "package.json"), '{"type":"module"}');
  for (const name of (await readdir(folder)).filter((one) => one.endsWith(".js"))) {
    await writeFile(join(copy, name), (await readFile(join(folder, name), "utf8")).replaceAll('from "/ui/', 'from "./'));
  }
  return (name) => import(pathToFileURL(join(copy, name)));
}
