// What a person does with the page, in a real browser; each step is a line on standard output, a fault a text on standard error.
// story.mjs MODULES CHROMIUM PAGE TOKEN FILE COPY PICTURES. It tells two holders; a line on standard input says that the first was
// killed, and gives the page of the second with its token.

import { createRequire } from "node:module";
import { once } from "node:events";
import { readFile } from "node:fs/promises";

const [modules, program, base, token, file, copy, pictures] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const { chromium } = require("playwright-core");
const axe = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");

const LONG = 180_000;
const faults = [];
const step = (text) => console.log(text);
const check = (holds, text) => { if (!holds) throw new Error(text); };

const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, acceptDownloads: true });
const page = await context.newPage();
page.setDefaultTimeout(60_000);
let transferred = 0;
// A command that fails for a moment is asked again by the page, and Chromium writes it down all the same.
const PASSING = /^Failed to load resource: the server responded with a status of (409|50\d)\b/;
// While the page goes elsewhere it may still ask without the token that was taken from it.
const REFUSED = /^Failed to load resource: the server responded with a status of 401\b/;
let leaving = false;
page.on("console", (message) => { if (["error", "warning"].includes(message.type()) && !PASSING.test(message.text()) && !(leaving && REFUSED.test(message.text()))) faults.push(`console: ${message.text()}`); });
page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
page.on("request", (request) => { if (!["127.0.0.1"].includes(new URL(request.url()).hostname) && !request.url().startsWith("blob:")) faults.push(`asked elsewhere: ${request.url()}`); });
let proofs = 0;
page.on("request", (request) => {
  if (request.url().includes("/cairn/v1/proof?")) proofs++;
  else if (request.headers().authorization && proofs === 0) faults.push(`shows the token before a proof: ${request.url()}`);
});
const sizes = [];
page.on("requestfinished", (request) => { if (request.url().includes("/ui/")) sizes.push(request.sizes().then((all) => { transferred += all.responseBodySize; })); });
page.on("dialog", (dialog) => { faults.push(`a script of others ran: ${dialog.message()}`); dialog.dismiss(); });

/** Fails on what axe calls serious or critical. The policy forbids scripts of others, so it runs outside the page's own world. */
async function accessible(name) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  for (const one of violations.filter((found) => ["serious", "critical"].includes(found.impact))) {
    faults.push(`axe, ${name}: ${one.id}: ${one.nodes.map((node) => node.html).join(" ").slice(0, 400)}`);
  }
}

/** As a new window, without the token of this one. */
async function elsewhere(url) {
  leaving = true;
  await page.evaluate(() => sessionStorage.clear());
  await page.goto(url);
  leaving = false;
}

/** A home whose door asks everybody for a secret: the page asks for the token, and goes on with it. */
async function aDoorThatAsksForASecretShowsAForm() {
  const other = await (await browser.newContext()).newPage();
  other.setDefaultTimeout(60_000);
  const denied = (route) => (route.request().headers().authorization ? route.continue() : route.fulfill({ status: 401, contentType: "application/json", body: '{"Message":"this door asks everybody for a secret"}' }));
  await other.route("**/api/v1/**", denied);
  await other.goto(`${base}/ui/#node`);
  await other.getByLabel("Token").fill(token);
  await other.getByRole("button", { name: "Show" }).click();
  await other.locator(".tile", { hasText: "Version" }).waitFor();
  check(await other.evaluate((text) => sessionStorage.getItem("cairn-token") === text && localStorage.length === 0 && document.cookie === "", token), "the token is kept elsewhere");
  await other.context().close();
  step("a closed door");
}

/** An upload whose connection breaks. */
async function anUploadThatBreaksOffIsTold() {
  const other = await (await browser.newContext()).newPage();
  other.setDefaultTimeout(60_000);
  let cut = false;
  await other.route("**/api/v0/add**", (route) => { cut = true; return route.abort("connectionreset"); });
  await other.goto(`${base}/ui/#token=${token}`);
  await other.locator("article").first().waitFor();
  const data = await other.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(8 << 20)], "half a file"));
    return transfer;
  });
  await other.dispatchEvent(".drop", "drop", { dataTransfer: data });
  await other.getByRole("alert").filter({ hasText: "The upload broke off" }).waitFor();
  check(cut, "nothing was cut");
  await other.context().close();
  step("an upload broke off");
}

/** More windows than a browser has connections. */
async function twentyTabsAreShownAll() {
  const many = await browser.newContext();
  many.setDefaultTimeout(60_000);
  const tabs = [];
  for (let i = 0; i < 20; i++) {
    const tab = await many.newPage();
    tab.on("pageerror", (error) => faults.push(`script of tab ${i}: ${error.message}`));
    await tab.goto(`${base}/ui/#token=${token}`);
    tabs.push(tab);
  }
  for (const tab of tabs) await tab.getByRole("heading", { name: "<script>alert(1)<b>.bin", exact: true }).waitFor();
  await many.close();
  step("twenty tabs");
}

const picture = (name) => page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });

try {
  await page.goto(`${base}/ui/#token=${token}`);
  await page.getByText("Nothing is kept here yet").or(page.locator("article")).first().waitFor();
  check(!page.url().includes(token), "the token stays in the address");

  const bytes = await readFile(file);
  const name = "<script>alert(1)<b>.bin";
  const data = await page.evaluateHandle(({ text, name }) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
    return transfer;
  }, { text: bytes.toString("base64"), name });
  await page.dispatchEvent(".drop", "drop", { dataTransfer: data });
  const card = page.locator("article", { has: page.getByRole("heading", { name, exact: true }) });
  await card.waitFor();
  step(`dropped ${await card.getAttribute("data-cid")}`);
  await accessible("files");

  await card.getByRole("button", { name: "Have copies kept…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("For how long").fill("90p");
  await dialog.getByRole("button", { name: "Get a quote" }).click();
  const pay = dialog.getByRole("button", { name: /^Pay / });
  await pay.waitFor();
  await accessible("quote");
  await picture("quote");
  step(`quoted ${await pay.textContent()}`);
  await pay.click();
  await dialog.getByText("all copies are placed").waitFor({ timeout: LONG });
  await dialog.getByRole("button", { name: "Close" }).click();
  await card.getByText("3 of 3 copies kept").waitFor({ timeout: LONG });
  step("bought");

  const proven = card.locator("tbody tr", { has: page.locator("svg.strip rect.p") });
  await proven.nth(2).waitFor({ timeout: LONG });
  await picture("files");
  await accessible("copies");
  const holders = [];
  for (const row of [0, 1]) holders.push(await card.locator("tbody tr").nth(row).locator("[title]").first().getAttribute("title"));
  step(`proven ${holders.join(" ")}`);

  const other = String((await once(process.stdin, "data"))[0]).trim();
  await card.getByText("in repair").waitFor({ timeout: LONG });
  await picture("repair");
  step("repair seen");
  await card.getByText("3 of 3 copies kept").waitFor({ timeout: LONG });
  await card.locator("svg.strip rect.x").first().waitFor();
  await picture("repaired");
  step("repaired");

  const [download] = await Promise.all([page.waitForEvent("download"), card.getByRole("button", { name: "Download" }).click()]);
  await download.saveAs(copy);
  check(bytes.equals(await readFile(copy)), "what came back is not what was dropped");
  const [receipt] = await Promise.all([page.waitForEvent("download"), card.getByRole("button", { name: "Save receipt" }).first().click()]);
  check((await readFile(await receipt.path())).length > 100, "the receipt is empty");
  step("downloaded");

  const link = await card.getByRole("link", { name: /^Open / }).getAttribute("href");
  const answer = await fetch(link, { redirect: "manual" });
  check(answer.status === 301 && answer.headers.get("location").includes(".ipfs.localhost:"), `${link} answers ${answer.status}`);
  const find = page.getByRole("searchbox");
  await find.fill(await card.getAttribute("data-cid"));
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("table", { name: "Found" }).getByText("pin", { exact: true }).waitFor();
  await page.getByRole("table", { name: "Found" }).getByText("agreement", { exact: true }).first().waitFor();
  await accessible("found");
  await page.getByRole("button", { name: "Close" }).click();
  step("found");

  for (const view of ["Ledger", "Node"]) {
    await page.getByRole("link", { name: view, exact: true }).click();
    await page.getByRole("heading", { level: 1, name: view }).waitFor();
    await page.locator("#view .card").first().waitFor();
    if (view === "Ledger") await page.getByRole("table", { name: "Providers" }).waitFor();
    if (view === "Node") await page.getByRole("table", { name: "Peers" }).waitFor();
    await accessible(view);
    await picture(view.toLowerCase());
  }
  await elsewhere(other);
  await page.getByRole("link", { name: "Provider", exact: true }).click();
  await page.getByRole("table", { name: "Sets" }).waitFor();
  await page.getByRole("img", { name: /^Earned per day/ }).waitFor();
  await page.locator(".tile", { hasText: "Lost if it stopped now" }).getByText(/collateral of live sets/).waitFor();
  await accessible("a provider");
  await picture("provider");
  const price = page.getByLabel("CAIRN per GiB and day");
  const change = page.getByRole("button", { name: "Change" });
  await change.click();
  await page.getByText("Nothing is to be changed.").waitFor();
  await price.fill("0.05123456789");
  await change.click();
  await page.getByText("Changed.").waitFor();
  check((await price.inputValue()) === "0.05123456789", `the price is ${await price.inputValue()} now`);
  step("price changed");

  await elsewhere(`${base}/ui/#token=${token}`);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("link", { name: "Files", exact: true }).click();
  await card.waitFor();
  await accessible("dark, on a phone");
  await picture("phone-dark");
  check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "a phone has to scroll sideways");
  await aDoorThatAsksForASecretShowsAForm();
  await anUploadThatBreaksOffIsTold();
  await twentyTabsAreShownAll();
  await Promise.all(sizes);
  check(proofs > 0, "nobody was asked for a proof");
  check(transferred > 30_000 && transferred < 300_000, `the page has ${transferred} bytes`);
  step(`transferred ${transferred}`);
} catch (error) {
  faults.push(error.stack);
  await picture("failed").catch(() => {});
} finally {
  await browser.close();
}
faults.forEach((fault) => console.error(fault));
process.exit(faults.length ? 1 : 0);
