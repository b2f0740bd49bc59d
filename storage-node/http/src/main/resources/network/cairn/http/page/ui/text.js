// How figures are written.

const PEBBLES = 10n ** 18n;

/** Pebbles as CAIRN: five digits behind the point at most, more where there is nothing else. */
export function cairn(pebbles, brief) {
  const all = BigInt(pebbles || 0);
  const sign = all < 0n ? "−" : "";
  const value = all < 0n ? -all : all;
  const whole = value / PEBBLES;
  let rest = (value % PEBBLES).toString().padStart(18, "0");
  const zeros = rest.length - rest.replace(/^0+/, "").length;
  rest = rest.slice(0, whole > 0n ? (brief ? 1 : 4) : Math.min(18, zeros + (brief ? 2 : 4))).replace(/0+$/, "");
  const text = sign + whole.toString().replace(/\B(?=(\d{3})+$)/g, "\u202f") + (rest ? `.${rest}` : "");
  return brief ? text : `${text} CAIRN`;
}

/** Pebbles as CAIRN with all digits, as a command takes them. */
export function exact(pebbles) {
  const all = BigInt(pebbles || 0);
  const rest = (all % PEBBLES).toString().padStart(18, "0").replace(/0+$/, "");
  return `${all / PEBBLES}${rest ? `.${rest}` : ""}`;
}

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

export function bytes(count) {
  let value = Number(count), unit = 0;
  if (value < 0) return "size unknown";
  while (value >= 1024 && unit < UNITS.length - 1) { value /= 1024; unit++; }
  return `${value < 10 && unit ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}

export const number = (value) => Number(value).toLocaleString("en").replaceAll(",", "\u202f");

/** A span of time, of its largest two units. */
export function span(millis) {
  if (millis > 0 && millis < 1000) return `${Math.round(millis)} ms`;
  let left = Math.abs(Math.round(millis / 1000));
  const parts = [];
  for (const [name, size] of [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]]) {
    if (left >= size && parts.length < 2) { parts.push(`${Math.floor(left / size)} ${name}`); left %= size; }
    else if (parts.length) break;
  }
  return parts.join(" ") || "0 s";
}

/** When that is from now. */
export const until = (millis) => (millis >= 0 ? `in ${span(millis)}` : `${span(millis)} ago`);

/** When a height is, by the clock that an answer tells. */
export const atHeight = (height, clock) => (height - clock.Height) * clock.BlockMillis;

/** The two ends of a long name. */
export const short = (name) => (name.length > 22 ? `${name.slice(0, 12)}…${name.slice(-6)}` : name);

export const plural = (count, word) => `${number(count)} ${word}${Number(count) === 1 ? "" : "s"}`;
