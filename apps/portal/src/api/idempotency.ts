/** A fresh key for one intended write: the same key sent twice changes the world once. */
export function newIdempotencyKey(): string {
  const octets = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join("");
}
