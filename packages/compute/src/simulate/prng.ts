import { ln } from "./elementary.ts";

/**
 * A counter-based generator: a number is a hash of (seed, labels, coordinates), never the successor of another number.
 * So any window of any process can be asked for without replaying what came before, in any order, in any process.
 */
export interface RandomKey {
  readonly left: number;
  readonly right: number;
}

function finalize(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** A key below `key`, named by `label`. Different labels give independent streams. **Cost** linear in the label. */
export function derive(key: RandomKey, label: string): RandomKey {
  let left = key.left ^ 0x9e3779b9;
  let right = key.right ^ label.length;
  for (let index = 0; index < label.length; index += 1) {
    const unit = label.charCodeAt(index);
    left = Math.imul(left ^ unit, 0x01000193);
    right = Math.imul(right + unit, 0x5bd1e995) ^ (right >>> 15);
  }
  left = finalize(left ^ (right >>> 7));
  return { left, right: finalize(right + left) };
}

/** The key of a seed, narrowed by labels such as `"faults"` and a node's id. */
export function keyOf(seed: string, ...labels: readonly string[]): RandomKey {
  let key = derive({ left: 0x243f6a88, right: 0x13198a2e | 0 }, seed);
  for (const label of labels) key = derive(key, label);
  return key;
}

/** A number at two whole coordinates. **Range** strictly between 0 and 1, 53 bits. */
export function uniform(key: RandomKey, first = 0, second = 0): number {
  const carried = Math.imul((first / 4294967296) | 0, 0x27d4eb2f);
  let left = finalize(key.left ^ Math.imul((first | 0) + 0x165667b1, 0x9e3779b1) ^ carried);
  let right = finalize((key.right + left) ^ Math.imul((second | 0) + 0x27d4eb2d, 0x85ebca77));
  left = finalize(left + right);
  right = finalize(right ^ Math.imul(left, 0xc2b2ae3d));
  return ((left >>> 5) * 67108864 + (right >>> 6) + 0.5) / 9007199254740992;
}

/** A waiting time of mean 1. **Range** above 0. */
export const exponential = (key: RandomKey, first = 0, second = 0): number => -ln(uniform(key, first, second));

/** A standard normal number, by the inverse of its distribution. */
export const normal = (key: RandomKey, first = 0, second = 0): number => normalQuantile(uniform(key, first, second));

const horner = (coefficients: readonly number[], at: number): number =>
  coefficients.reduce((sum, coefficient) => sum * at + coefficient, 0);

const centralTop = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513,
  133.14166789178438, 3.3871328727963665,
];
const centralBottom = [
  5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579,
  42.31333070160091, 1,
];
const middleTop = [
  7.745450142783414e-4, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
  5.769497221460691, 4.630337846156546, 1.4234371107496835,
];
const middleBottom = [
  1.0507500716444169e-9, 5.475938084995345e-4, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
  1.6763848301838038, 2.053191626637759, 1,
];
const tailTop = [
  2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487,
  1.7848265399172913, 5.463784911164114, 6.657904643501103,
];
const tailBottom = [
  2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 7.868691311456133e-4, 0.014875361290850615,
  0.1369298809227358, 0.599832206555888, 1,
];

/**
 * The standard normal quantile. **Range** `share` strictly between 0 and 1.
 * **Source** Wichura 1988, algorithm AS 241 (PPND16).
 */
export function normalQuantile(share: number): number {
  const offset = share - 0.5;
  if (Math.abs(offset) <= 0.425) {
    const at = 0.180625 - offset * offset;
    return (offset * horner(centralTop, at)) / horner(centralBottom, at);
  }
  const depth = Math.sqrt(-ln(offset < 0 ? share : 1 - share));
  const size =
    depth <= 5
      ? horner(middleTop, depth - 1.6) / horner(middleBottom, depth - 1.6)
      : horner(tailTop, depth - 5) / horner(tailBottom, depth - 5);
  return offset < 0 ? -size : size;
}
