// Calls of the node's door. The token comes in the address behind '#', which no server is told, and is kept for this tab. An open
// page outlives the daemon, and others may take its port: whoever answers proves to be the daemon before it is shown the token.

const KEY = "cairn-token";

const found = /(?:^|[#&])token=([0-9a-f]{64})/.exec(location.hash);
if (found) {
  sessionStorage.setItem(KEY, found[1]);
  history.replaceState(null, "", location.pathname + "#files");
}

export const hasToken = () => sessionStorage.getItem(KEY) !== null;
export function keepToken(token) { sessionStorage.setItem(KEY, token); }
export function forgetToken() { sessionStorage.removeItem(KEY); }

export class Refused extends Error {
  constructor(status, message) { super(message); this.status = status; }
}

/** Somebody answers who does not prove to be the daemon that the token belongs to. */
export class Stranger extends Error {
  constructor() { super("Whoever answers at this address does not prove to be the daemon that the token belongs to, so nothing was told there. Start the daemon, and run 'cairn ui' again if its token is another now."); }
}

const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** The bytes of the addresses that the page's host stands for; none for a name that others give. */
function places() {
  const four = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(location.hostname);
  const own = ["7f000001", `${"0".repeat(31)}1`];
  if (four) return [hex(four.slice(1).map(Number))];
  return location.hostname === "localhost" ? own : location.hostname === "[::1]" ? own.slice(1) : [];
}

async function prove() {
  const nonce = hex(crypto.getRandomValues(new Uint8Array(32)));
  const response = await fetch(`/cairn/v1/proof?nonce=${nonce}`, { method: "POST", redirect: "error", signal: AbortSignal.timeout(10_000) });
  const proof = response.ok ? (await response.text()).trim() : "";
  const text = new TextEncoder();
  const key = await crypto.subtle.importKey("raw", text.encode(sessionStorage.getItem(KEY)), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  for (const place of places()) {
    const message = `cairn door proof v1\n${nonce}\n${place}:${location.port || 80}`;
    if (hex(await crypto.subtle.sign("HMAC", key, text.encode(message))) === proof) return;
  }
  throw new Stranger();
}

// A proof counts for as long as the stream of events is open, whose end tells that the daemon went; without one, for one call.
let proved;
let watched = false;

function trusted() {
  if (!crypto.subtle || !places().length) return undefined;
  if (proved) return proved;
  const now = prove();
  proved = now;
  const spent = () => { if (proved === now) proved = undefined; };
  now.then(() => { if (!watched) spent(); }, spent);
  return now;
}

async function auth() {
  if (!hasToken()) return {};
  await trusted();
  return { Authorization: `Bearer ${sessionStorage.getItem(KEY)}` };
}

async function ask(path, options) {
  const headers = await auth();
  try { return await fetch(path, { ...options, headers }); } catch (error) { proved = undefined; throw error; }
}

async function refusal(response) {
  const text = await response.text();
  let message = text.trim();
  try { message = JSON.parse(text).Message ?? message; } catch { /* plain text */ }
  return new Refused(response.status, message.slice(0, 600) || `the node answered ${response.status}`);
}

const query = (values) => {
  const all = new URLSearchParams();
  for (const [name, value] of Object.entries(values ?? {})) for (const one of [value].flat()) if (one !== undefined && one !== "") all.append(name, one);
  return all.size ? `?${all}` : "";
};

/** What /api/v1 says at a path. */
export async function get(path, values) {
  const response = await ask(`/api/v1/${path}${query(values)}`);
  if (!response.ok) throw await refusal(response);
  return response.json();
}

let known;

/** What this node is. It stays so while the node runs. */
const about = () => (known ??= get("overview").catch((error) => { known = undefined; throw error; }));

/** "client" and "provider", or nothing for a node that belongs to no network. */
export const roles = async () => (await about()).Roles;

const local = (host) => host === "localhost" || host === "[::1]" || host.startsWith("127.");

/** Where the node's gateway shows a CID, as far as this browser reaches it: at an origin of its own where that is possible. */
export async function shownAt(cid) {
  const { Gateway } = await about();
  if (!Gateway) return undefined;
  const url = new URL(Gateway);
  if (local(url.hostname) && !local(location.hostname)) return undefined;
  if (url.hostname === "127.0.0.1") url.hostname = "localhost";
  url.pathname = `/ipfs/${cid}`;
  return url.href;
}

async function post(command, values) {
  const response = await ask(`/api/v0/${command}${query(values)}`, { method: "POST" });
  if (!response.ok) throw await refusal(response);
  return response;
}

/** A command's only answer. */
export const call = async (command, values) => JSON.parse((await (await post(command, values)).text()) || "null");

/** Whether a TAR has its end: entries of a block and their bytes, then two blocks of zeros. */
export async function ends(tar) {
  const part = async (from, size) => new Uint8Array(await tar.slice(from, from + size).arrayBuffer());
  const text = (bytes) => new TextDecoder().decode(bytes);
  let large;
  for (let at = 0; at + 1024 <= tar.size;) {
    const head = await part(at, 512);
    if (head.every((byte) => byte === 0)) return at + 1024 === tar.size;
    let size = parseInt(text(head.subarray(124, 136)), 8) || 0;
    if (text(head.subarray(156, 157)) === "x") large = /(?:^|\n)\d+ size=(\d+)\n/.exec(text(await part(at + 512, size)))?.[1];
    else { size = Number(large ?? size); large = undefined; }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return false;
}

/** A command's bytes. What fails in the middle ends as cleanly as what does not, as far as a page is told. */
export async function blob(command, values) {
  const response = await post(command, values);
  const data = await response.blob();
  const whole = command === "cat" ? response.headers.get("X-Content-Length") === String(data.size) : command !== "get" || (await ends(data));
  if (!whole) throw new Error(`The download broke off after ${data.size} bytes; nothing was saved.`);
  return data;
}

/** Hands over each object that a command answers, as it comes. */
export async function lines(command, values, each) {
  const reader = (await post(command, values)).body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  while (true) {
    const { value, done } = await reader.read();
    const parts = (rest + (value ?? "")).split("\n");
    rest = done ? "" : parts.pop();
    parts.filter((line) => line.trim()).forEach((line) => each(JSON.parse(line)));
    if (done) return;
  }
}

/** Buys what was quoted, and hands over its events. A failure behind the first may come as a clean end: only "done" is one. */
export async function purchase(quote, each) {
  let agreement, done = false, why = "The purchase broke off.";
  try {
    await lines("put", { arg: quote }, (event) => {
      if (event.Event === "created") agreement = event.Agreement;
      done ||= event.Event === "done";
      each(event);
    });
  } catch (error) {
    if (agreement === undefined) throw error;
    why = `The purchase broke off: ${error.message}`;
  }
  if (done) return;
  throw new Error(`${why} ${agreement === undefined ? "The list shows whether an agreement was made all the same." : `What was paid stands as agreement ${agreement} in the list; 'cairn put --resume ${agreement}' fills what is missing.`}`);
}

/** Adds a file under its name; resolves to the command's answer. */
export async function upload(file, progress) {
  const headers = await auth();
  return new Promise((resolve, reject) => {
    const broken = () => { proved = undefined; reject(new Error("The upload broke off, so the file is not kept. Drop it again.")); };
    const form = new FormData();
    form.append("file", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v0/add${query({ "pin-name": file.name.slice(0, 120), progress: "false", quieter: "true" })}`);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => progress(event.loaded, event.total);
    request.onerror = request.onabort = request.ontimeout = broken;
    request.onload = () => {
      if (request.status !== 200) return reject(new Error(request.responseText.slice(0, 600)));
      const all = request.responseText.trim().split("\n").map((line) => JSON.parse(line));
      return all.length && all.at(-1).Hash ? resolve(all.at(-1)) : broken();
    };
    request.send(form);
  });
}

/** Hands bytes to the browser as a file. */
export function save(data, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(data);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const visible = () => new Promise((done) => {
  const look = () => { if (!document.hidden) { document.removeEventListener("visibilitychange", look); done(); } };
  document.addEventListener("visibilitychange", look);
  look();
});

// A browser has six connections to a door, for all its tabs.
const STREAMS = 3;

/** A place for a stream among all tabs of this browser, as what gives it back; nothing if others have all. */
async function place() {
  if (!globalThis.navigator?.locks) return () => {};
  for (let i = 0; i < STREAMS; i++) {
    const back = await new Promise((got) => {
      navigator.locks.request(`cairn-events-${i}`, { ifAvailable: true }, (lock) => (lock ? new Promise((done) => got(done)) : got(undefined)));
    });
    if (back) return back;
  }
  return undefined;
}

/**
 * Listens to events for as long as the page is open and seen, since a browser has few connections for all its tabs; comes back after
 * a break. A tab for which no stream is left hears "tick" every few seconds instead, and looks again for one. `state` is told of
 * each beginning, and of each end that nobody wanted with its error, if any.
 */
export async function listen(each, state) {
  for (let wait = 1000; ; wait = Math.min(wait * 2, 15_000)) {
    await visible();
    const back = await place();
    if (!back) {
      each("tick", {});
      await new Promise((done) => setTimeout(done, 5000));
      continue;
    }
    const stop = new AbortController();
    const hide = () => { if (document.hidden) stop.abort(); };
    document.addEventListener("visibilitychange", hide);
    let fault;
    try {
      const response = await ask("/api/v1/events", { signal: stop.signal });
      if (!response.ok) throw await refusal(response);
      watched = true;
      state(true);
      wait = 1000;
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        const parts = (rest + next.value).split("\n\n");
        rest = parts.pop();
        for (const part of parts) {
          const name = /^event: (.*)$/m.exec(part)?.[1];
          const data = /^data: (.*)$/m.exec(part)?.[1];
          if (name && data) each(name, JSON.parse(data));
        }
      }
    } catch (error) { fault = error; }
    document.removeEventListener("visibilitychange", hide);
    watched = false;
    proved = undefined;
    back();
    if (stop.signal.aborted) continue;
    state(false, fault);
    await new Promise((done) => setTimeout(done, wait));
  }
}
