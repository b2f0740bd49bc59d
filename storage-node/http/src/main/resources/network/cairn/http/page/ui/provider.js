// What a provider has promised, earns and risks.

import { el, show, tile, table, shares, bars } from "/ui/dom.js";
import { get, roles, call, hasToken } from "/ui/api.js";
import { bytes, cairn, exact, number, span, until, short } from "/ui/text.js";

const box = el("div", {});
const settings = el("div", {});
const price = el("input", { type: "text", inputmode: "decimal", name: "price", required: true });
const capacity = el("input", { type: "text", name: "capacity" });
let again = () => {};
let old = "";

const sum = (all) => all.reduce((total, one) => total + BigInt(one), 0n);
const more = (status) => status.MoreSets > 0;
const left = (set) => BigInt(set.Collateral) - BigInt(set.Slashed);

async function change(button, work) {
  const out = settings.querySelector("[data-out]");
  button.disabled = true;
  try { const said = (await work()) ?? "Changed."; show(out, el("p", { class: "soft" }, said)); again(); }
  catch (error) { show(out, el("p", { class: "note bad", role: "alert" }, error.message)); }
  finally { button.disabled = false; }
}

/** Shows what counts now, but for a field that is being written in. */
function fill(status) {
  if (price.value === old) price.value = old = exact(status.Price);
  capacity.setAttribute("placeholder", bytes(status.Capacity).replace(" ", ""));
}

/** Sends the fields that were written in, and no other: another may have changed meanwhile. */
async function send() {
  const written = [price.value !== old && ["Provider.Price", price], capacity.value && ["Provider.Capacity", capacity]].filter(Boolean);
  for (const [key, input] of written) {
    await call("config", { arg: [key, input.value.trim()] });
    if (input === price) old = price.value; else capacity.value = "";
  }
  if (!written.length) return "Nothing is to be changed.";
  fill(await get("provider"));
}

function form() {
  const set = el("button", { class: "main" }, "Change");
  const taking = el("button", { type: "button", onclick: () => change(taking, async () => { await call("provider/taking", { arg: String(taking.dataset.to) }); }) });
  show(settings, el("form", { class: "card", onsubmit: (event) => { event.preventDefault(); change(set, send); } },
  el("h2", {}, "Price and limits"),
  el("p", { class: "soft" }, "They count from the next quote on; agreements that stand keep their price."),
  el("div", { class: "inline" },
    el("label", {}, "CAIRN per GiB and day", price),
    el("label", {}, "Capacity, as 2TB", capacity), set, taking),
  el("div", { "data-out": true, "aria-live": "polite" })));
}

async function refresh() {
  if (!hasToken()) { show(box, el("p", { class: "card empty" }, "A provider's figures are shown to those who have the home's token.")); return; }
  if (!(await roles()).includes("provider")) {
    show(box, el("div", { class: "card empty" }, el("p", {}, "This node does not have the provider's role."), el("p", {}, "Stop it and run ", el("code", {}, "cairn provider start --price 0.05 --capacity 100GB --bond 1000"), " to be paid for keeping data.")));
    return;
  }
  const status = await get("provider");
  if (!settings.firstChild) form();
  fill(status);
  const taking = settings.querySelector("button[type=button]");
  taking.textContent = status.Taking ? "Take no new deals" : "Take new deals";
  taking.dataset.to = String(!status.Taking);
  const live = status.Sets.filter((set) => set.Live);
  const risk = live.every((set) => set.AtRisk) ? sum(live.map((set) => set.AtRisk)) : undefined;
  const due = live.filter((set) => !set.IsProven).length;
  const byDeal = new Map();
  for (const set of status.Sets) byDeal.set(set.Agreement, (byDeal.get(set.Agreement) ?? 0n) + BigInt(set.Income));
  const now = Date.now();
  show(box,
    status.Warnings.map((text) => el("p", { class: "note", role: "alert" }, text)),
    status.DownSince && el("p", { class: "note bad", role: "alert" }, `The ledger cannot be relied on since ${status.DownSince}.`),
    el("div", { class: "tiles" },
      tile("Earned in all", cairn(status.Paid), `${cairn(status.Slashed, true)} slashed`),
      tile("Sets", number(live.length + status.MoreSets), `${due} to prove this period, ${live.length - due} proven`),
      tile("Lost if it stopped now", risk === undefined ? "–" : cairn(risk), risk === undefined ? "the ledger does not answer" : `by slashes, of ${cairn(sum(live.map(left)), true)} collateral of ${more(status) ? "the sets below" : "live sets"}`),
      tile("Price", cairn(status.Price), status.Leaving ? "leaving" : status.Taking ? "takes new deals" : "takes no new deals"),
      tile("Promises missed", number(status.Missed), `${number(status.Failed)} sets failed`)),
    el("div", { class: "two" },
      el("div", { class: "card" }, el("h2", {}, "Room"), el("p", { class: "soft" }, `${bytes(status.Capacity)} offered, ${bytes(status.DiskFree)} free on the disk`),
        shares("Room", [
          { name: "stored", value: status.Stored, color: "b0" },
          { name: "on their way", value: status.Unfinished, color: "b1" },
          { name: "free", value: Math.max(0, status.Capacity - status.Stored - status.Unfinished), color: "rest" }], bytes)),
      el("div", { class: "card" }, el("h2", {}, "Bond"), status.Registered
        ? [el("p", { class: "soft" }, `${cairn(status.Bond)}, paid out to `, el("code", {}, short(status.Payout))),
          shares("Bond", [
            { name: "reserved for sets", value: BigInt(status.Reserved), color: "b0" },
            { name: "free", value: BigInt(status.Bond) - BigInt(status.Reserved), color: "b2" }], (value) => cairn(value, true))]
        : el("p", {}, "Not registered with the ledger yet."))),
    status.Days.length > 0 && el("div", { class: "card" }, el("h2", {}, "Earned per day, in CAIRN"), el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Earned per day", "data-scroll": "days", "data-key": "days" },
      bars("Earned per day, by UTC", status.Days.slice(-30).map((one) => ({ name: one.Day.slice(5), value: BigInt(one.Paid) })), (value) => cairn(value, true)))),
    status.Months.length > 0 && el("div", { class: "card" }, el("h2", {}, "Earned per month, in CAIRN"), bars("Earned per month", status.Months.map((one) => ({ name: one.Month, value: BigInt(one.Paid) })), (value) => cairn(value, true))),
    el("div", { class: "card" }, el("h2", {}, "Sets"), status.Sets.length ? table("Sets", ["Set", "State", "Size", "Proof", "#Proven", "#Missed", "#Earned", "#Collateral", "#At risk", "Ends"], status.Sets.map((set) => [
      String(set.Set),
      el("span", { class: `badge ${set.Status === "FAILED" ? "bad" : set.Live ? "good" : ""}` }, set.Status.toLowerCase()),
      bytes(set.Bytes),
      !set.Live ? "–" : set.IsProven ? "proven" : `due ${until(Date.parse(set.DeadlineAt) - now)}`,
      number(set.Proven), number(set.Unproven), cairn(set.Income, true), cairn(set.Collateral, true), set.AtRisk ? cairn(set.AtRisk, true) : "–",
      until(Date.parse(set.EndsAt) - now)])) : el("p", { class: "empty" }, "No client has stored anything here yet.")),
    byDeal.size > 0 && el("div", { class: "card" }, el("h2", {}, "Earned per agreement, in CAIRN"), el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Earned per agreement" },
      bars("Earned per agreement", [...byDeal].slice(-20).map(([id, value]) => ({ name: `no. ${id}`, value })), (value) => cairn(value, true)))),
    status.History.length > 0 && el("div", { class: "card" }, el("h2", {}, "What happened"), table("What happened", ["When", "What", "#CAIRN", "Text"], status.History.slice(0, 50).map((one) => [
      `${span(now - Date.parse(one.At))} ago`, one.Kind.toLowerCase(), one.Amount === "0" ? "–" : cairn(one.Amount, true), one.Text]))));
}

export const provider = { title: "Provider", refresh, start: (fresh) => { again = fresh; return [settings, box]; } };
