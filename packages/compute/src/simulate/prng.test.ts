// Guarantee: a random number is a pure function of seed, labels and coordinates, even, independent, equal everywhere.
import { expect, test } from "vitest";
import { exp, ln, power } from "./elementary.ts";
import { derive, exponential, keyOf, normal, normalQuantile, uniform } from "./prng.ts";

const count = 100_000;

function chiSquare(draw: (index: number) => number, bins = 64): number {
  const hits = Array.from({ length: bins }, () => 0);
  for (let index = 0; index < count; index += 1) {
    const bin = Math.floor(draw(index) * bins);
    hits[bin] = (hits[bin] ?? 0) + 1;
  }
  return hits.reduce((sum, hit) => sum + (hit - count / bins) ** 2 / (count / bins), 0);
}

test("numbers are even over coordinates, labels and seeds", () => {
  // 63 degrees of freedom: 103.4 is exceeded once in a thousand draws of a true uniform.
  const key = keyOf("seed", "label");
  expect(chiSquare((index) => uniform(key, index))).toBeLessThan(103.4);
  expect(chiSquare((index) => uniform(key, 7, index))).toBeLessThan(103.4);
  expect(chiSquare((index) => uniform(keyOf("seed", `node_${index}`), 1))).toBeLessThan(103.4);
  expect(chiSquare((index) => uniform(keyOf(`${index}`)))).toBeLessThan(103.4);
});

test("neighbours are not correlated, whichever coordinate moves", () => {
  const key = keyOf("seed");
  const pairs: ((index: number) => readonly [number, number])[] = [
    (index) => [uniform(key, index), uniform(key, index + 1)],
    (index) => [uniform(key, 3, index), uniform(key, 4, index)],
    (index) => [uniform(derive(key, `a${index}`)), uniform(derive(key, `b${index}`))],
  ];
  for (const pair of pairs) {
    let sum = 0;
    for (let index = 0; index < count; index += 1) {
      const [left, right] = pair(index);
      sum += (left - 0.5) * (right - 0.5) * 12;
    }
    expect(Math.abs(sum / count)).toBeLessThan(4 / Math.sqrt(count));
  }
});

test("normal and exponential numbers have their moments", () => {
  const key = keyOf("moments");
  let [sum, square, waited] = [0, 0, 0];
  for (let index = 0; index < count; index += 1) {
    const drawn = normal(key, index);
    sum += drawn;
    square += drawn * drawn;
    waited += exponential(key, index, 1);
  }
  expect(Math.abs(sum / count)).toBeLessThan(0.013);
  expect(Math.abs(square / count - 1)).toBeLessThan(0.018);
  expect(Math.abs(waited / count - 1)).toBeLessThan(0.013);
});

test("the normal quantile agrees with published values", () => {
  // Source: Wichura 1988, table of checks.
  expect(normalQuantile(0.25)).toBeCloseTo(-0.674489750196082, 14);
  expect(normalQuantile(0.001)).toBeCloseTo(-3.09023230616781, 13);
  expect(normalQuantile(1e-20)).toBeCloseTo(-9.26234008979841, 12);
});

test("logarithm, exponential and power are good to the last digits", () => {
  for (let index = -700; index <= 700; index += 1) {
    expect(Math.abs(exp(index + 0.37) / Math.exp(index + 0.37) - 1)).toBeLessThan(5e-16);
    expect(Math.abs(ln(Math.exp(index)) - index)).toBeLessThan(5e-16 * Math.max(1, Math.abs(index)));
  }
  expect(power(2, 10)).toBeCloseTo(1024, 9);
  expect(() => ln(0)).toThrow(/above 0, received 0/);
});

test("known numbers stay as they are: a change here is a change of every site's fate", () => {
  expect([uniform(keyOf("a")), uniform(keyOf("a", "b"), 1, 2), uniform(keyOf(""), 2 ** 40)]).toEqual([
    0.07303961855584512, 0.7530499470560688, 0.5676216112928949,
  ]);
});
