// Guarantees that ids say what they name, sort by the time of their making, and cannot be made half-random.
import { expect, test } from "vitest";
import { tokens } from "./brand.ts";
import { idPrefixes, isId, makeId } from "./id.ts";

const random = Uint8Array.from({ length: 10 }, (_, index) => index * 25);

test("an id is its prefix and a UUIDv7", () => {
  const id = makeId("job", 0x019a_bcde_f012, random);
  expect(id).toBe("job_019abcdef0127019b24b647d96afc8e1");
  expect(isId("job", id)).toBe(true);
  expect(isId("quote", id)).toBe(false);
  expect(isId("job", id.toUpperCase())).toBe(false);
  expect(isId("job", `${id}\n`)).toBe(false);
});

test("ids sort by the time of their making", () => {
  const times = [0, 1, 255, 256, 2 ** 32, 2 ** 40, 2 ** 48 - 1];
  const ids = times.map((time) => makeId("event", time, random));
  expect([...ids].sort()).toEqual(ids);
});

test("prefixes name one kind each", () => {
  const prefixes = Object.values(idPrefixes);
  expect(new Set(prefixes).size).toBe(prefixes.length);
  for (const prefix of prefixes) expect(prefix).toMatch(/^[a-z]+$/);
});

test("a wrong time or too little randomness is refused", () => {
  for (const time of [-1, 1.5, Number.NaN, 2 ** 48]) {
    expect(() => makeId("job", time, random)).toThrow(`received ${time}`);
  }
  expect(() => makeId("job", 0, new Uint8Array(9))).toThrow("received 9");
});

test("tokens are whole numbers", () => {
  expect(tokens(120_000_000_000)).toBe(120_000_000_000);
  for (const value of [-1, 1.5, Number.NaN, 1e30]) expect(() => tokens(value)).toThrow(`received ${value}`);
});
