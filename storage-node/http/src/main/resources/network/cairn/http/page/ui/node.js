// The node itself: its peers, its disk, its log.

import { el, show, tile, table, shares, spark } from "/ui/dom.js";
import { get, hasToken } from "/ui/api.js";
import { bytes, number, short } from "/ui/text.js";

const POINTS = 60;
const box = el("div", {});
const chart = el("div", {});
const log = el("ol", { class: "log", tabindex: 0, "aria-label": "Last lines of the log" });
const written = [];
let behind = Promise.resolve();
const rates = { in: Array(POINTS).fill(0), out: Array(POINTS).fill(0) };

function draw() {
  const [down, up] = [rates.in.at(-1), rates.out.at(-1)];
  show(chart, el("h2", {}, "Bandwidth"), el("p", { class: "soft" }, `receives ${bytes(down)}/s, sends ${bytes(up)}/s; the last two minutes`),
    spark(`Bandwidth of the last two minutes: receives ${bytes(down)}/s, sends ${bytes(up)}/s`, rates.in, rates.out));
}

/** A line may come twice, as an event and as the answer to a question. */
function write(lines) {
  const below = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  for (const line of lines) {
    const name = `${line.Number} ${line.At}`;
    if (written.includes(name)) continue;
    written.push(name);
    log.append(el("li", { class: line.Level }, `${line.At.slice(11, 19)} ${line.Level} ${line.Area}: ${line.Text}`));
  }
  for (; written.length > 500; written.shift()) log.firstChild.remove();
  if (below) log.scrollTop = log.scrollHeight;
}

async function refresh() {
  const [all, peers] = await Promise.all([get("overview"), get("peers").catch(() => ({ Peers: [], More: 0 }))]);
  show(box,
    el("div", { class: "tiles" },
      tile("Version", all.Version.Version, all.Roles.join(" and ") || "no role in a network"),
      tile("Peers", number(all.Peers)),
      tile("Blocks", number(all.Repo.NumObjects), `${number(all.Repo.NumPieces)} pieces for others`),
      tile("Received", bytes(all.Bandwidth?.TotalIn ?? 0), `${bytes(all.Bandwidth?.TotalOut ?? 0)} sent`)),
    el("div", { class: "card" }, el("h2", {}, "Disk"), el("p", { class: "soft" }, all.Repo.RepoPath),
      shares("Disk", [
        { name: "used", value: all.Repo.RepoSize, color: "b0" },
        { name: "left of what is allowed", value: Math.max(0, all.Repo.StorageMax - all.Repo.RepoSize), color: "rest" }], bytes)),
    el("div", { class: "card" }, el("h2", {}, "This node"), el("p", {}, el("code", {}, all.Id.ID)),
      el("ul", {}, (all.Id.Addresses ?? []).slice(0, 12).map((address) => el("li", {}, el("code", {}, address))))),
    el("div", { class: "card" }, el("h2", {}, "Peers"), peers.Peers.length ? table("Peers", ["Peer", "Address", "Latency", "Direction"], peers.Peers.map((peer) => [
      el("span", { class: "mono", title: peer.Peer }, short(peer.Peer)), el("code", {}, peer.Addr), peer.Latency || "–", peer.Direction === 1 ? "they called" : peer.Direction === 2 ? "we called" : "–"]))
      : el("p", { class: "empty" }, "No peer is connected."), peers.More > 0 && el("p", { class: "soft" }, `and ${number(peers.More)} more`)));
}

function heard(name, data) {
  if (name === "pulse") {
    rates.in = [...rates.in.slice(1), data.Bandwidth?.RateIn ?? 0];
    rates.out = [...rates.out.slice(1), data.Bandwidth?.RateOut ?? 0];
    if (chart.isConnected) draw();
  }
  if (name === "log") behind = behind.then(() => { if (log.isConnected) write(data.Lines); });
}

/** Asks for the last lines; what is heard meanwhile comes behind them. */
function ask() {
  if (hasToken()) behind = get("log").then(({ Lines }) => write(Lines)).catch(() => {});
}

function start() {
  draw();
  log.replaceChildren();
  written.length = 0;
  ask();
  return [box, el("div", { class: "card" }, chart), el("div", { class: "card" }, el("h2", {}, "Log"), hasToken() ? log : el("p", { class: "soft" }, "is shown to those who have the home's token"))];
}

export const node = { title: "Node", start, refresh, heard, back: () => { if (log.isConnected) ask(); } };
