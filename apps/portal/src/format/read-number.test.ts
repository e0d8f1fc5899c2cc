// Guarantee: a number is read as a person means it, and what cannot be read is never taken for another number.
import { expect, it } from "vitest";
import { readCount, readNumber } from "./read-number.ts";

it.each([
  ["20e9", 20e9],
  ["20 B", 20e9],
  ["20,000,000,000", 20e9],
  ["20 billion", 20e9],
  ["1.5T", 1.5e12],
  ["2_000", 2000],
  ["300 million", 300e6],
])("reads %s", (text, value) => expect(readCount(text)).toBe(value));

it.each([
  ["3e-4", 0.0003],
  [".5", 0.5],
  ["2.", 2],
])("reads %s, which is no count", (text, value) => expect(readNumber(text)).toBe(value));

it.each(["", "abc", "20x", "-5", "0", "1e400", "1.2.3", "20 b 9", "0.3", "1e16"])(
  "does not read %j as a count",
  (text) => expect(readCount(text)).toBeNull(),
);
