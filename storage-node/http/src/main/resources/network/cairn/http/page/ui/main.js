// Chooses the view by the address, and keeps it fresh.

import { el, show, say } from "/ui/dom.js";
import { hasToken, keepToken, forgetToken, listen, Stranger } from "/ui/api.js";
import { search } from "/ui/search.js";
import { bytes, number, plural } from "/ui/text.js";
import { files } from "/ui/files.js";
import { provider } from "/ui/provider.js";
import { ledger } from "/ui/ledger.js";
import { node } from "/ui/node.js";

const VIEWS = { files, provider, ledger, node };
const view = document.getElementById("view");
const notice = document.getElementById("notice");
const state = document.getElementById("state");

let current = null;
let busy = false;
let again = false;
let leaving = false;
let height = 0;

function tokenForm() {
  const input = el("input", { type: "password", name: "token", autocomplete: "off", required: true, pattern: "[0-9a-f]{64}" });
  return el("form", { class: "note", onsubmit: (event) => { event.preventDefault(); keepToken(input.value.trim()); leaving = true; location.reload(); } },
    el("p", {}, "Run ", el("code", {}, "cairn ui"), ": it opens this page with the token of the home, without which nothing is shown that concerns money. Or paste the text of the home's file ", el("code", {}, "token"), "."),
    el("div", { class: "inline" }, el("label", {}, "Token", input), el("button", { class: "main" }, "Show")));
}

function trouble(error) {
  // A refusal of what was asked before the token was given that the next page asks with.
  if (leaving) return;
  if (error.status === 401) {
    forgetToken();
    // What is being written in the form stays.
    if (!notice.querySelector("form")) show(notice, tokenForm());
    return;
  }
  const told = el("p", { class: "note bad", role: "alert" }, error.message);
  if (!(error instanceof Stranger)) show(notice, told);
  else if (!notice.querySelector("form")) show(notice, told, tokenForm());
}

async function refresh() {
  if (busy) { again = true; return; }
  busy = true;
  const asked = current;
  try {
    await asked.view.refresh();
    if (asked === current && notice.querySelector("[role=alert]")) show(notice);
  } catch (error) {
    if (asked === current) trouble(error);
  } finally {
    busy = false;
    if (again) { again = false; refresh(); }
  }
}

function choose() {
  const name = location.hash.slice(1).split("?")[0];
  if (name === "main") return;
  const chosen = VIEWS[name] ? name : "files";
  if (current?.name === chosen) return;
  const moved = current !== null;
  current = { name: chosen, view: VIEWS[chosen] };
  for (const link of document.querySelectorAll("nav a")) {
    if (link.getAttribute("href") === `#${chosen}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${current.view.title} – Cairn`;
  show(notice, !hasToken() && (chosen !== "node" || notice.querySelector("form")) && tokenForm());
  show(view, el("h1", {}, current.view.title), current.view.start(refresh));
  if (moved) { document.getElementById("main").focus({ preventScroll: true }); say(current.view.title); }
  refresh();
}

let last = 0;

function heard(name, data) {
  if (name === "pulse") {
    const rate = data.Bandwidth ? ` · ↓ ${bytes(data.Bandwidth.RateIn)}/s ↑ ${bytes(data.Bandwidth.RateOut)}/s` : "";
    state.textContent = `${data.Height ? `height ${number(data.Height)} · ` : ""}${plural(data.Peers, "peer")}${rate}`;
    const moved = data.Height !== undefined && data.Height !== height;
    height = data.Height ?? height;
    if (moved || Date.now() - last > 10_000) { last = Date.now(); refresh(); }
  }
  if (name === "tick") { state.textContent = "other windows listen; this one looks every few seconds"; refresh(); Object.values(VIEWS).forEach((one) => one.back?.()); }
  Object.values(VIEWS).forEach((one) => one.heard?.(name, data));
}

document.getElementById("search").append(...search());
window.addEventListener("hashchange", choose);
choose();
listen(heard, (up, error) => {
  if (up) { Object.values(VIEWS).forEach((one) => one.back?.()); return; }
  state.textContent = "the node does not answer";
  if (error instanceof Stranger || error?.status === 401) trouble(error);
});
