// What is kept here, and what others are paid to keep.

import { el, show, say, strip, table } from "/ui/dom.js";
import { get, roles, shownAt, call, purchase, blob, upload, save, hasToken } from "/ui/api.js";
import { bytes, cairn, short, span, until, atHeight, number, plural } from "/ui/text.js";

const list = el("div", { "aria-busy": "true" });
const uploads = el("div", {});
let again = () => {};
let count = 50;

const STATES = { LIVE: ["good", "kept"], REPAIR: ["bad", "repair under way"], FILLING: ["warn", "being placed"], EMPTY: ["warn", "empty"], ENDED: ["", "ended"], LOST: ["bad", "lost"], UNFILLED: ["", "not taken"] };

const badge = ([color, text]) => el("span", { class: `badge ${color}` }, text);
const message = (error, role) => el("p", { class: "note bad", role }, error.message);

// Where it is said what became of a button: the lists are drawn anew all the time, and this stays.
const outs = new Map();

/** A button that hands a file to the browser, and where it says what went wrong. */
function saving(key, label, work) {
  if (!outs.has(key)) outs.set(key, el("div", { "aria-live": "polite" }));
  const out = outs.get(key);
  const button = el("button", { "data-key": key, onclick: () => { show(out); doing(button, out, work); } }, label);
  return { button, out };
}

/** Runs what a button does, which is off meanwhile; what goes wrong stands in `out`. */
async function doing(button, out, work) {
  button.disabled = true;
  try { await work(); } catch (error) { show(out, message(error)); } finally { button.disabled = false; }
}

async function send(chosen) {
  for (const file of chosen) {
    const bar = el("progress", { max: 1, value: 0, "aria-label": `Upload of ${file.name}` });
    const said = el("p", { class: "soft" }, "0 %");
    const card = el("div", { class: "card" }, el("h2", {}, file.name), bar, said);
    uploads.append(card);
    try {
      const added = await upload(file, (sent, all) => {
        bar.value = all ? sent / all : 1;
        said.textContent = sent === all ? "being kept…" : `${Math.floor((100 * sent) / all)} % of ${bytes(all)}`;
      });
      card.remove();
      say(`${file.name} is kept here as ${added.Hash}`);
    } catch (error) {
      show(card, el("h2", {}, file.name), message(error, "alert"), el("button", { onclick: () => card.remove() }, "Dismiss"));
    }
    again();
  }
}

function dialog(title, ...children) {
  const box = el("dialog", { "aria-label": title, onclose: () => box.remove() }, el("h2", {}, title), children);
  document.body.append(box);
  box.showModal();
  return box;
}

function step(event) {
  const copy = event.Slot === undefined ? "" : `copy ${event.Slot + 1}`;
  switch (event.Event) {
    case "created": return `agreement ${event.Agreement} is made and paid into escrow`;
    case "taken": return `${copy}: ${short(event.Provider)} takes it`;
    case "pulling": return `${copy}: ${short(event.Provider)} has ${bytes(event.Bytes)} of ${bytes(event.Of)}`;
    case "refused": return `${copy}: ${short(event.Provider)} refused: ${event.Reason}`;
    case "opened": return `${copy}: held by ${short(event.Provider)}, collateral is locked`;
    case "proven": return `${copy}: first proof is there`;
    case "done": return event.Complete ? "all copies are placed" : `some copies are missing: ${event.Problems.join("; ")}`;
    default: return event.Event;
  }
}

function keep(file) {
  const copies = el("input", { type: "number", name: "copies", min: 1, max: 16, value: 3, required: true });
  const time = el("input", { type: "text", name: "for", value: "30d", required: true });
  const price = el("input", { type: "text", name: "max-price", inputmode: "decimal" });
  const out = el("div", { "aria-live": "polite" });
  const close = el("button", { type: "button", onclick: () => box.close() }, "Close");
  const ask = el("button", { class: "main" }, "Get a quote");
  const form = el("form", { onsubmit: (event) => { event.preventDefault(); doing(ask, out, quote); } },
    el("label", { class: "field" }, "Copies", el("small", {}, "each at another provider, 1 to 16"), copies),
    el("label", { class: "field" }, "For how long", el("small", {}, "as 30d, or periods as 20p"), time),
    el("label", { class: "field" }, "Most per GiB and day, in CAIRN", el("small", {}, "leave empty to take what is offered"), price),
    el("div", { class: "acts" }, ask, close));
  const box = dialog(`Have ${file.Name || short(file.Cid)} kept`, form, out);

  async function quote() {
    const said = await call("put/quote", { arg: file.Cid, copies: copies.value, for: time.value, "max-price": price.value });
    const enough = BigInt(said.Balance) >= BigInt(said.Total);
    const buy = el("button", { class: "main", type: "button", disabled: !enough, onclick: () => pay(said, buy) }, `Pay ${cairn(said.Total)}`);
    show(out,
      el("dl", {},
        el("dt", {}, "Rent"), el("dd", {}, cairn(said.Rent)),
        el("dt", {}, "Deposit"), el("dd", {}, `${cairn(said.Deposit)}, comes back`),
        el("dt", {}, "Fee"), el("dd", {}, cairn(said.Fee)),
        el("dt", {}, "You pay now"), el("dd", {}, el("b", {}, cairn(said.Total))),
        el("dt", {}, "Your balance"), el("dd", {}, cairn(said.Balance)),
        el("dt", {}, "Kept for"), el("dd", {}, span(said.Term * said.PeriodMillis)),
        el("dt", {}, "Providers"), el("dd", {}, said.Providers.map((one) => el("div", {}, `${short(one.Provider)} at ${cairn(one.Price)} per GiB and day`)))),
      said.Standing.length > 0 && el("p", { class: "note" }, `It is kept already by agreement ${said.Standing.map((one) => one.Agreement).join(", ")}; this would be one more.`),
      !enough && el("p", { class: "note bad" }, "Your balance is too small."),
      buy);
  }

  async function pay(said, buy) {
    ask.disabled = buy.disabled = true;
    const steps = el("ol", { class: "steps" });
    out.append(steps);
    let pulling = {};
    try {
      await purchase(said.Quote, (event) => {
        const old = event.Event === "pulling" ? pulling[event.Slot] : undefined;
        const line = el("li", {}, step(event));
        if (old) old.replaceWith(line); else steps.append(line);
        if (event.Event === "pulling") pulling[event.Slot] = line;
        steps.scrollTop = steps.scrollHeight;
      });
      buy.textContent = "Bought";
    } catch (error) { out.append(message(error)); }
    ask.disabled = false;
    again();
  }
}

function end(agreement) {
  const out = el("div", { "aria-live": "polite" }, "asking…");
  const box = dialog(`End agreement ${agreement.Id}`, out);
  const close = el("button", { type: "button", onclick: () => box.close() }, "Keep it");
  call("agreement/ending", { arg: agreement.Id }).then((said) => {
    const button = el("button", { class: "main", type: "button", onclick: () => doing(button, out, async () => {
      await call("agreement/terminate", { arg: agreement.Id });
      box.close();
      again();
    }) }, "End it");
    show(out, el("dl", {},
      el("dt", {}, "Comes back"), el("dd", {}, cairn(said.Back)),
      el("dt", {}, "Still paid to providers"), el("dd", {}, cairn(said.StillPaid)),
      el("dt", {}, "Fee"), el("dd", {}, cairn(said.Fee))), el("div", { class: "acts" }, button, close));
  }).catch((error) => show(out, message(error), close));
}

function copies(agreement) {
  return table(`Copies of agreement ${agreement.Id}`, ["Copy", "State", "Provider", "Proofs", "Next deadline", "#Paid", "#Slashed"], agreement.Slots.map((slot) => [
    String(slot.Slot + 1),
    [badge(STATES[slot.State] ?? ["", slot.State]), slot.Note && el("div", { class: "soft" }, slot.Note)],
    slot.Provider ? el("span", { class: "mono", title: slot.Provider }, short(slot.Provider)) : "–",
    slot.Strip || slot.State === "LIVE" ? strip(slot.Strip, slot.State === "LIVE") : "–",
    slot.Deadline ? until(atHeight(slot.Deadline, agreement)) : "–",
    cairn(slot.Paid, true),
    slot.Slashed === "0" ? "–" : cairn(slot.Slashed, true)]));
}

function deal(agreement) {
  const over = agreement.ClosedHeight > 0 || agreement.Gone;
  const receipt = saving(`receipt ${agreement.Id}`, "Save receipt", async () => save(await blob("receipt/get", { arg: agreement.Id }), `agreement-${agreement.Id}.receipt`));
  const repair = agreement.Slots.filter((slot) => slot.State === "REPAIR").length;
  return el("section", { "aria-label": `Agreement ${agreement.Id}`, "data-agreement": agreement.Id },
    el("div", { class: "head" },
      el("div", {}, el("h3", {}, `Agreement ${agreement.Id} `,
        over ? badge(["", "over"]) : repair ? badge(["bad", `${plural(repair, "copy").replace("copys", "copies")} in repair`]) : badge(["good", `${agreement.Slots.filter((slot) => slot.State === "LIVE").length} of ${agreement.Slots.length} copies kept`])),
        el("p", { class: "soft" }, `${over ? "ended" : "ends"} ${until(atHeight(agreement.EndHeight, agreement))} · ${cairn(agreement.Monthly)} in 30 days · ${cairn(agreement.Paid)} paid so far`)),
      el("div", { class: "acts" }, receipt.button, !over && agreement.TerminatedHeight === 0 && el("button", { "data-key": `end ${agreement.Id}`, onclick: () => end(agreement) }, "End…"))),
    copies(agreement), receipt.out);
}

// A home begins with an empty directory pinned, which nobody put there.
const EMPTY = ["QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn", "bafyaabakaieac", "bafybeiczsscdsbs7ffqz55asqdf3smv6klcw3gofszvwlyarci47bgf354"];

function card(file, deals, paid) {
  const name = file.Name || (EMPTY.includes(file.Cid) ? "Empty directory" : short(file.Cid));
  const got = saving(`get ${file.Cid}`, file.Directory ? "Download as TAR" : "Download", async () => save(await blob(file.Directory ? "get" : "cat", { arg: file.Cid }), file.Directory ? `${name}.tar` : name));
  const copy = el("button", { class: "plain", "data-key": `copy ${file.Cid}`, "aria-label": `Copy the CID of ${name}`, onclick: () => navigator.clipboard.writeText(file.Cid).then(() => say("copied")) }, "copy");
  return el("article", { class: "card", "aria-label": name, "data-cid": file.Cid },
    el("div", { class: "head" },
      el("div", {}, el("h2", {}, name), el("p", { class: "soft" }, file.Bytes === undefined ? "" : `${bytes(file.Bytes)} · `, el("code", {}, file.Cid), " ", copy)),
      el("div", { class: "acts" }, got.button,
        file.Url && el("a", { class: "button", "data-key": `open ${file.Cid}`, href: file.Url, target: "_blank", rel: "noopener noreferrer", "aria-label": `Open ${name} at the gateway` }, "Open"),
        paid && file.Here && el("button", { class: "main", "data-key": `keep ${file.Cid}`, onclick: () => keep(file) }, "Have copies kept…"))),
    deals.map(deal), got.out);
}

/** Whether this node can pay others. */
const pays = async () => hasToken() && (await roles()).includes("client");

async function refresh() {
  const paid = await pays();
  const [pins, deals] = await Promise.all([get("pins", { count }), paid ? get("agreements").then((said) => said.Agreements) : []]);
  const all = await Promise.all(pins.Pins.filter((pin) => pin.Name || !EMPTY.includes(pin.Cid)).map(async (pin) => ({ ...pin, Here: true, Url: await shownAt(pin.Cid) })));
  for (const one of deals) if (!all.some((file) => file.Cid === one.Root)) all.push({ Cid: one.Root, Name: "", Here: false });
  const newest = (file) => Math.max(0, ...deals.filter((one) => one.Root === file.Cid).map((one) => one.Id));
  all.sort((a, b) => newest(b) - newest(a) || Number(b.Name !== "") - Number(a.Name !== ""));
  show(list,
    all.map((file) => card(file, deals.filter((one) => one.Root === file.Cid).reverse(), paid)),
    !paid && hasToken() && el("p", { class: "soft" }, "This home belongs to no network, so nobody can be paid to keep copies. ", el("code", {}, "cairn init --network FILE"), " joins one."),
    all.length === 0 && el("p", { class: "card empty" }, "Nothing is kept here yet. Drop a file above."),
    pins.More && el("button", { "data-key": "more", onclick: () => { count += 50; again(); } }, "Show more"));
  list.setAttribute("aria-busy", "false");
  for (const [key, out] of outs) if (!list.contains(out)) outs.delete(key);
}

function start(fresh) {
  again = fresh;
  const input = el("input", { type: "file", multiple: true, "aria-describedby": "drop-hint", onchange: () => { send([...input.files]); input.value = ""; } });
  const drop = el("label", { class: "drop",
    ondragover: (event) => { event.preventDefault(); drop.classList.add("over"); },
    ondragleave: () => drop.classList.remove("over"),
    ondrop: (event) => { event.preventDefault(); drop.classList.remove("over"); send([...event.dataTransfer.files]); } },
  el("b", {}, "Drop files here"), el("p", { class: "soft", id: "drop-hint" }, "or choose some; they are kept on this node first, and nothing is paid yet"), input);
  return [drop, uploads, list];
}

export const files = { title: "Files", start, refresh };
