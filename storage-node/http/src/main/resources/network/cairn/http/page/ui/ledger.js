// The ledger as this node proves it, and what a server of it says.

import { el, show, tile, table, shares } from "/ui/dom.js";
import { get, roles, hasToken } from "/ui/api.js";
import { bytes, cairn, number, short, span } from "/ui/text.js";

const box = el("div", {});
const others = el("div", {});
const moved = el("div", {});
let asked = 0;

const name = (text) => el("span", { class: "mono", title: text }, short(text));

async function providers() {
  if (Date.now() - asked < 30_000) return;
  asked = Date.now();
  const { Providers } = await get("providers");
  show(others, el("div", { class: "card" }, el("h2", {}, "Providers"), Providers.length ? table("Providers", ["Provider", "#Price", "#Free bond", "#Sets", "#Kept", "#Missed", "#Failed", "#Left", "Says"], Providers.map((one) => [
    name(one.Provider), one.Price ? cairn(one.Price, true) : "–", cairn(one.Free, true), number(one.Sets), number(one.Kept), number(one.Missed), number(one.Failed), number(one.Left),
    one.Problem ? el("span", { class: "badge warn" }, one.Problem) : el("span", { class: "badge good" }, `takes ${bytes(one.MinBytes)} to ${bytes(one.MaxBytes)}`)])) : el("p", { class: "empty" }, "No provider is registered.")));
}

async function transactions() {
  const { Transactions, From, To } = await get("transactions", { count: 50 });
  show(moved, el("div", { class: "card" }, el("h2", {}, "Transactions"),
    el("p", { class: "soft" }, `of blocks ${number(From)} to ${number(To)}, the newest first, as the ledger's server says; not proved`),
    Transactions.length ? table("Transactions", ["Block", "What", "Payer", "#Fee", "#Bytes"], Transactions.map((one) => [
      `${number(one.Height)} · ${one.Index}`, kinds(one.Kinds), one.Payer ? name(one.Payer) : "–", one.Fee === "0" ? "–" : cairn(one.Fee, true), number(one.Bytes)]))
      : el("p", { class: "empty" }, "None in these blocks, or the server does not show them.")));
}

/** Messages of a kind together. */
const kinds = (all) => [...new Set(all)].map((kind) => `${kind}${all.filter((one) => one === kind).length > 1 ? ` × ${all.filter((one) => one === kind).length}` : ""}`).join(", ") || "no transaction";

async function refresh() {
  if (!hasToken()) { show(box, el("p", { class: "card empty" }, "What concerns money is shown to those who have the home's token.")); return; }
  if (!(await roles()).includes("client")) {
    show(box, el("p", { class: "card empty" }, "This home belongs to no network. ", el("code", {}, "cairn init --network FILE"), " joins one."));
    return;
  }
  const [all, wallet] = await Promise.all([get("ledger"), get("wallet")]);
  const { Status, Server } = all;
  const parts = [["provider bonds", all.Bonds, "b0"], ["treasury", all.Treasury, "b2"], ["repair fund", all.RepairFund, "b1"], ["burned", all.Burned, "b3"]].map(([title, value, color]) => ({ name: title, value: BigInt(value), color }));
  for (let i = parts.length; i--;) if (parts[i].value === 0n) parts.splice(i, 1);
  parts.push({ name: "accounts, escrow and stakes", value: BigInt(all.Supply) - parts.reduce((sum, part) => sum + part.value, 0n), color: "rest" });
  const power = Server?.Validators.reduce((sum, one) => sum + one.Power, 0) || 1;
  show(box,
    el("div", { class: "tiles" },
      tile("Height", number(Status.Height), `${Status.ChainId}, proved`),
      tile("Block every", span(all.BlockMillis), `a period takes ${span(all.PeriodMillis)}`),
      tile("Your balance", cairn(wallet.Balance.Balance), name(wallet.Addresses.Address)),
      tile("Agreements ever", number(all.Agreements), `${number(all.Sets)} sets`)),
    el("div", { class: "card" }, el("h2", {}, `Supply ${cairn(all.Supply)}`), el("p", { class: "soft" }, "where each token is"), shares("Supply", parts, (value) => cairn(value, true))),
    el("div", { class: "card" }, el("h2", {}, "Validators"),
      Server ? [
        el("p", { class: "soft" }, `as ${Server.Url || "the ledger's server"} says (${Server.Engine}, ${number(Server.Peers)} consensus peers${Server.CatchingUp ? ", catching up" : ""}${Server.Behind ? `, ${number(Server.Behind)} blocks behind` : ""}); not proved`),
        table("Validators", ["Validator", "#Power", "#Share", "Signed", "#Last"], Server.Validators.map((one) => [
          name(one.Address), number(one.Power), `${((100 * one.Power) / power).toFixed(1)} %`,
          [el("progress", { max: Server.Commits || 1, value: one.Signed, "aria-label": `signed ${one.Signed} of ${Server.Commits}` }), el("div", { class: "soft" }, `${one.Signed} of ${Server.Commits}`)],
          number(one.Last)]))] : el("p", { class: "empty" }, "The ledger's server says nothing of itself now.")));
  await Promise.all([providers(), transactions()]);
}

function start() {
  asked = 0;
  return [box, others, moved];
}

export const ledger = { title: "Ledger", start, refresh };
