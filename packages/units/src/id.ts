import type { Branded } from "./brand.ts";

/**
 * Every kind of thing that has an id, with the prefix its ids carry. Append only: a prefix, once given out, stands in
 * customers' scripts for ever.
 */
export const idPrefixes = {
  organization: "org",
  person: "usr",
  member: "mem",
  session: "ses",
  key: "key",
  dataset: "ds",
  datasetVersion: "dsv",
  upload: "upl",
  quote: "quote",
  contract: "ctr",
  job: "job",
  checkpoint: "ckpt",
  event: "evt",
  invoice: "inv",
  credit: "crd",
  transfer: "trf",
  hold: "hold",
  lease: "lease",
  fault: "flt",
  site: "site",
  cluster: "clu",
  node: "node",
  audit: "aud",
  request: "req",
  outbox: "out",
  priceBook: "pb",
  account: "acc",
  invitation: "invite",
} as const;

export type IdKind = keyof typeof idPrefixes;

/** An id of one kind of thing. **Shape** `<prefix>_<32 hexadecimal digits of a UUIDv7>`, e.g. `job_019a…`. */
export type Id<Kind extends IdKind> = Branded<string, Kind>;

/**
 * A new id whose order is the order of its making. Time and randomness are parameters, so that pure code can make ids.
 * **Range** `unixMilliseconds` 0…2^48-1; `random` at least 10 bytes, else it **throws** RangeError. **Source** RFC 9562 section 5.7.
 */
export function makeId<Kind extends IdKind>(kind: Kind, unixMilliseconds: number, random: Uint8Array): Id<Kind> {
  if (!Number.isSafeInteger(unixMilliseconds) || unixMilliseconds < 0 || unixMilliseconds >= 2 ** 48) {
    throw new RangeError(`an id's time is a whole number from 0 to 2^48-1 milliseconds, received ${unixMilliseconds}`);
  }
  if (random.length < 10) throw new RangeError(`an id needs 10 random bytes, received ${random.length}`);
  const octets = new Uint8Array(16);
  let rest = unixMilliseconds;
  for (let index = 5; index >= 0; index -= 1) {
    octets[index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  octets.set(random.subarray(0, 10), 6);
  octets[6] = 0x70 | ((octets[6] ?? 0) & 0x0f);
  octets[8] = 0x80 | ((octets[8] ?? 0) & 0x3f);
  const hex = Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join("");
  return `${idPrefixes[kind]}_${hex}` as Id<Kind>;
}

/** Whether `text` has the shape of an id of this kind; says nothing about whether the thing exists. */
export function isId<Kind extends IdKind>(kind: Kind, text: string): text is Id<Kind> {
  const prefix = `${idPrefixes[kind]}_`;
  return text.startsWith(prefix) && /^[0-9a-f]{32}$/.test(text.slice(prefix.length));
}
