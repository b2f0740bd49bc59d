// Finds what a number, an address, a CID or a name means, for every role.

import { el, show, table } from "/ui/dom.js";
import { get, hasToken } from "/ui/api.js";
import { cairn, number, short } from "/ui/text.js";

const name = (text) => el("span", { class: "mono", title: text }, short(text));

const more = (one) => [
  one.Root && name(one.Root), one.Name && name(one.Name), one.Agreement && one.Kind !== "agreement" && ` agreement ${one.Agreement}`, one.Copies && ` ${one.Copies} copies`,
  one.State && ` ${one.Kind === "set" ? one.State.toLowerCase() : one.State}`, one.Proven !== undefined && ` ${number(one.Proven)} proven, ${number(one.Unproven)} missed`];

/** The form and where its answer stands. */
export function search() {
  const input = el("input", { type: "search", required: true, maxlength: 200, "aria-label": "Search for a number, an address, a CID or a peer", placeholder: "Number, address, CID or peer" });
  const found = el("div", { "aria-live": "polite" });
  const close = () => el("button", { type: "button", onclick: () => { show(found); input.focus(); } }, "Close");
  async function look(event) {
    event.preventDefault();
    if (!hasToken()) { show(found, el("p", { class: "note" }, "To search needs the token of the home. ", close())); return; }
    show(found, el("p", { class: "soft" }, "looking…"));
    try {
      const { Found, Whole } = await get("search", { q: input.value });
      show(found, el("div", { class: "card" }, el("div", { class: "head" }, el("div", {}, el("h2", {}, "Found")), close()),
        Found.length ? table("Found", ["What", "No.", "Account", "#CAIRN", "More"], Found.map((one) => [
          one.Kind, one.Id ? String(one.Id) : "–", one.Account ? name(one.Account) : "–", one.Amount === undefined ? "–" : cairn(one.Amount, true), more(one)]))
          : el("p", { class: "soft" }, "Neither this node nor its ledger knows it."),
        !Whole && el("p", { class: "note" }, "There may be more: not all of the ledger was looked through.")));
    } catch (error) { show(found, el("p", { class: "note bad", role: "alert" }, error.message, " ", close())); }
  }
  return [el("form", { role: "search", class: "inline", onsubmit: look }, el("label", {}, input), el("button", {}, "Search")), found];
}
