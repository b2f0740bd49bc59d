// Calls of the node's door. The token comes in the address behind '#', which no server is told, and is kept for this tab.

const KEY = "cairn-token";

const found = /(?:^|[#&])token=([0-9a-f]{64})/.exec(location.hash);
if (found) {
  sessionStorage.setItem(KEY, found[1]);
  history.replaceState(null, "", location.pathname + "#files");
}

export const hasToken = () => sessionStorage.getItem(KEY) !== null;
export function keepToken(token) { sessionStorage.setItem(KEY, token); }
export function forgetToken() { sessionStorage.removeItem(KEY); }

const auth = () => (hasToken() ? { Authorization: `Bearer ${sessionStorage.getItem(KEY)}` } : {});

export class Refused extends Error {
  constructor(status, message) { super(message); this.status = status; }
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
  const response = await fetch(`/api/v1/${path}${query(values)}`, { headers: auth() });
  if (!response.ok) throw await refusal(response);
  return response.json();
}

let known;

/** What this node is: "client" and "provider". It stays so while the node runs. */
export const roles = () => (known ??= get("overview").then((all) => all.Roles, (error) => { known = undefined; throw error; }));

async function post(command, values) {
  const response = await fetch(`/api/v0/${command}${query(values)}`, { method: "POST", headers: auth() });
  if (!response.ok) throw await refusal(response);
  return response;
}

/** A command's only answer. */
export const call = async (command, values) => JSON.parse((await (await post(command, values)).text()) || "null");

/** A command's bytes. */
export const blob = async (command, values) => (await post(command, values)).blob();

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

/** Adds a file under its name; resolves to the command's answer. */
export function upload(file, progress) {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    form.append("file", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v0/add${query({ "pin-name": file.name.slice(0, 120), progress: "false", quieter: "true" })}`);
    for (const [name, value] of Object.entries(auth())) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => progress(event.loaded, event.total);
    request.onerror = () => reject(new Error("the connection broke off"));
    request.onload = () => {
      if (request.status !== 200) return reject(new Error(request.responseText.slice(0, 600)));
      const all = request.responseText.trim().split("\n").map((line) => JSON.parse(line));
      return all.length && all.at(-1).Hash ? resolve(all.at(-1)) : reject(new Error("the upload ended in the middle"));
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

/** Listens to events for as long as the page is open; comes back after a break. */
export async function listen(each, state) {
  for (let wait = 1000; ; wait = Math.min(wait * 2, 15_000)) {
    try {
      const response = await fetch("/api/v1/events", { headers: auth() });
      if (!response.ok) throw await refusal(response);
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
    } catch { /* told below */ }
    state(false);
    await new Promise((done) => setTimeout(done, wait));
  }
}
