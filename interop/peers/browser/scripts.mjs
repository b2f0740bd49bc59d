// Tries the page's scripts against a door that answers as it is told: scripts.mjs FOLDER. Says what it tried on standard output.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { open, scripts } from "./page.mjs";

const TOKEN = "5".repeat(64);
const asked = [];
const streams = new Set();
let answers = {};
let secret = TOKEN;

const said = (request) => `${request.method} ${decodeURIComponent(request.url)}`;
const until = async (what, reached) => { for (let i = 0; !reached(); i++) { assert(i < 3000, `waited for ${what}`); await new Promise((done) => setTimeout(done, 10)); } };

function serve(request, response) {
  const url = new URL(request.url, "http://door");
  asked.push({ what: said(request), path: url.pathname, token: request.headers.authorization });
  if (url.pathname === "/cairn/v1/proof") {
    const text = `cairn door proof v1\n${url.searchParams.get("nonce")}\n7f000001:${request.socket.localPort}`;
    response.end(createHmac("sha256", secret).update(text).digest("hex"));
  } else if (url.pathname === "/api/v1/events") {
    streams.add(response);
    response.on("close", () => streams.delete(response));
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.write("retry: 3000\n\n");
  } else {
    const answer = answers[url.pathname.replace(/^\/api\/v.\//, "")];
    const { status = 200, headers = {}, body } = answer?.body === undefined ? { body: answer } : answer;
    response.writeHead(answer === undefined ? 404 : status, headers);
    response.end(typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body ?? null));
  }
}

let door = createServer(serve).listen(0, "127.0.0.1");
await once(door, "listening");
const { port } = door.address();
open(port, TOKEN);
const load = await scripts(process.argv[2]);
const api = await load("api.js");
const text = await load("text.js");
const shown = () => asked.filter((one) => one.token !== undefined);

async function aStrangerIsShownNoToken() {
  answers = { overview: { Roles: ["client", "provider"] } };
  secret = "6".repeat(64);
  await assert.rejects(api.get("overview"), api.Stranger);
  await assert.rejects(api.call("config", { arg: ["Provider.Price", "1"] }), api.Stranger);
  assert.deepEqual(shown(), []);
  secret = TOKEN;
  await api.get("overview");
  assert.deepEqual(shown().map((one) => [one.path, one.token]), [["/api/v1/overview", `Bearer ${TOKEN}`]]);
  assert.equal(asked.filter((one) => one.path === "/cairn/v1/proof").length, 3);
}

async function whoeverTakesThePortIsShownNoToken() {
  const states = [];
  api.listen(() => {}, (up, fault) => states.push(up ? "up" : fault instanceof api.Stranger ? "stranger" : "down"));
  await until("the stream", () => states.length === 1 && streams.size === 1);
  await api.get("overview");
  asked.length = 0;
  await api.get("overview");
  assert.deepEqual(asked.map((one) => one.path), ["/api/v1/overview"], "proved once while the stream is open");

  globalThis.document.hidden = true;
  document.dispatchEvent(new Event("visibilitychange"));
  await until("the end of a stream that nobody sees", () => streams.size === 0);
  asked.length = 0;
  await api.get("overview");
  await api.get("overview");
  assert.deepEqual(asked.map((one) => one.path), ["/cairn/v1/proof", "/api/v1/overview", "/cairn/v1/proof", "/api/v1/overview"], "each time where nobody watches");
  assert.deepEqual(states, ["up"], "no fault");
  globalThis.document.hidden = false;
  document.dispatchEvent(new Event("visibilitychange"));
  await until("the stream of a page that is seen again", () => states.length === 2 && streams.size === 1);

  asked.length = 0;
  door.close();
  door.closeAllConnections();
  await until("the break", () => states.at(-1) === "down");
  secret = "6".repeat(64);
  door = createServer(serve).listen(port, "127.0.0.1");
  await once(door, "listening");
  await assert.rejects(api.get("overview"), api.Stranger);
  await until("the stranger's stream", () => states.at(-1) === "stranger");
  assert.deepEqual(shown(), []);
  secret = TOKEN;
  await until("the daemon", () => states.at(-1) === "up");
}

/** An archive's entry. */
function entry(size, bytes = Buffer.alloc(size)) {
  const head = Buffer.alloc(512);
  head.write("name");
  head.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  head.write("0", 156);
  return Buffer.concat([head, bytes, Buffer.alloc((512 - (size % 512)) % 512)]);
}

async function whatBrokeOffIsNotSaved() {
  const whole = Buffer.concat([entry(0), entry(700, Buffer.alloc(700, 7)), entry(5000), Buffer.alloc(1024)]);
  answers = { get: { body: whole }, cat: { headers: { "X-Content-Length": "5" }, body: "12345" } };
  assert.equal((await api.blob("get", { arg: "x" })).size, whole.length);
  assert.equal((await api.blob("cat", { arg: "x" })).size, 5);
  for (const size of [0, 512, 1400, whole.length - 2048, whole.length - 1024, whole.length - 512]) {
    answers.get = { body: whole.subarray(0, size) };
    await assert.rejects(api.blob("get", { arg: "x" }), /broke off after/, `an archive of ${size} bytes`);
  }
  answers.cat.body = "1234";
  await assert.rejects(api.blob("cat", { arg: "x" }), /broke off after 4 bytes/);
}

async function aPurchaseIsDoneWhenItSaysSo() {
  const lines = (...events) => ({ put: { body: events.map((one) => JSON.stringify(one)).join("\n") } });
  answers = lines({ Event: "created", Agreement: 7 }, { Event: "done", Complete: true });
  const seen = [];
  await api.purchase("q", (event) => seen.push(event.Event));
  assert.deepEqual(seen, ["created", "done"]);
  answers = lines({ Event: "created", Agreement: 7 }, { Event: "taken", Slot: 0 });
  await assert.rejects(api.purchase("q", () => {}), /broke off.*agreement 7 in the list/);
  answers = lines({ Event: "created", Agreement: 7 }, { Event: "done", Complete: false }, { Event: "other" });
  await api.purchase("q", () => {});
}

function amountsAreWhole() {
  assert.equal(text.exact("50000000000000000"), "0.05");
  assert.equal(text.exact("1234567123456789012345678"), "1234567.123456789012345678");
  assert.equal(text.exact("3000000000000000000"), "3");
}

async function aLineOfTheLogIsWrittenOnce() {
  const { node } = await load("node.js");
  const line = (Number, At = "2026-01-01T00:00:00Z") => ({ Number, At, Level: "INFO", Area: "Host", Text: `line ${Number}` });
  answers = { log: { Lines: [line(1), line(2)] } };
  document.body.append(...node.start());
  node.heard("log", { Lines: [line(2), line(3)] });
  const log = document.body.querySelectorAll("ol")[0];
  await until("three lines", () => log.childElementCount === 3);
  answers = { log: { Lines: [line(2), line(3), line(4), line(1, "2026-01-02T00:00:00Z")] } };
  node.back();
  await until("those of the time behind a break, also of a daemon that began anew", () => log.childElementCount === 5);
  assert.deepEqual(log.parts.map((one) => one.textContent.at(-1)), ["1", "2", "3", "4", "1"]);
  document.body.replaceChildren();
}

async function onlyWhatWasWrittenIsChanged() {
  const { provider } = await load("provider.js");
  const status = { Price: "1234567123456789012", Capacity: 1e9, DiskFree: 1e9, Stored: 0, Unfinished: 0, Paid: "0", Slashed: "0", Taking: true, Sets: [], MoreSets: 0, Warnings: [], Days: [], Months: [], History: [], Missed: 0, Failed: 0 };
  answers = { overview: { Roles: ["provider"] }, provider: status, config: {} };
  document.body.append(...provider.start(() => {}));
  await provider.refresh();
  const [price, capacity] = document.body.querySelectorAll("input");
  const submit = async (words) => {
    asked.length = 0;
    document.body.querySelector("[data-out]").replaceChildren();
    document.body.querySelector("form").dispatchEvent(new Event("submit", { cancelable: true }));
    await until(words, () => document.body.querySelector("[data-out]").textContent.includes(words));
    return asked.filter((one) => one.path === "/api/v0/config").map((one) => one.what);
  };
  assert.equal(price.value, "1.234567123456789012", "all digits");
  assert.deepEqual(await submit("Nothing is to be changed"), []);
  status.Price = "2000000000000000000";
  await provider.refresh();
  assert.equal(price.value, "2", "changed elsewhere");
  capacity.value = "3TB";
  assert.deepEqual(await submit("Changed"), ["POST /api/v0/config?arg=Provider.Capacity&arg=3TB"]);
  price.value = "2.50";
  await provider.refresh();
  assert.equal(price.value, "2.50", "is being written");
  status.Price = "2500000000000000000";
  assert.deepEqual(await submit("Changed"), ["POST /api/v0/config?arg=Provider.Price&arg=2.50"]);
  assert.equal(price.value, "2.5", "as it counts");
  document.body.replaceChildren();
}

async function aFaultStaysWhenTheListIsDrawnAnew() {
  const { files } = await load("files.js");
  answers = { pins: { Pins: [{ Cid: "bafy", Name: "file", Bytes: 5, Directory: false }], More: false }, overview: { Roles: [] }, agreements: { Agreements: [] }, cat: { headers: { "X-Content-Length": "6" }, body: "12345" } };
  document.body.append(...files.start(() => {}));
  await files.refresh();
  const card = () => document.body.querySelector("article");
  document.body.querySelector('[data-key="get bafy"]').click();
  await until("the fault", () => card().textContent.includes("broke off after 5 bytes"));
  const before = card();
  await files.refresh();
  assert.notEqual(card(), before);
  assert(card().textContent.includes("broke off after 5 bytes"));
  assert.equal(card().querySelectorAll("[role=alert]").length, 0, "it would be read out each time");
  document.body.replaceChildren();
}

for (const one of [aStrangerIsShownNoToken, whoeverTakesThePortIsShownNoToken, whatBrokeOffIsNotSaved, aPurchaseIsDoneWhenItSaysSo, amountsAreWhole, aLineOfTheLogIsWrittenOnce, onlyWhatWasWrittenIsChanged, aFaultStaysWhenTheListIsDrawnAnew]) {
  await one();
  console.log(one.name);
}
process.exit(0);
