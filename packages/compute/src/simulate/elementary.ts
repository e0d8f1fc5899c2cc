/**
 * Natural logarithm and exponential from the four exact operations only. The language leaves Math.log and Math.exp to
 * each engine; a log of events whose hash must be equal on every machine cannot stand on them.
 */
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;

const scratch = new DataView(new ArrayBuffer(8));

/** Natural logarithm. **Range** finite `value` above 0. **Throws** RangeError otherwise. */
export function ln(value: number): number {
  if (!(value > 0 && value < Infinity)) throw new RangeError(`ln needs a finite number above 0, received ${value}`);
  let scaled = value;
  let exponent = 0;
  if (scaled < 2.2250738585072014e-308) {
    scaled *= 18014398509481984;
    exponent = -54;
  }
  scratch.setFloat64(0, scaled);
  const high = scratch.getUint32(0);
  exponent += ((high >>> 20) & 0x7ff) - 1023;
  scratch.setUint32(0, (high & 0xfffff) | 0x3ff00000);
  let mantissa = scratch.getFloat64(0);
  if (mantissa > 1.4142135623730951) {
    mantissa /= 2;
    exponent += 1;
  }
  // ln m = 2 atanh((m-1)/(m+1)); |s| <= 0.1716, so twelve terms pass double precision.
  const ratio = (mantissa - 1) / (mantissa + 1);
  const square = ratio * ratio;
  let sum = 0;
  for (let term = 23; term >= 1; term -= 2) sum = sum * square + 1 / term;
  return exponent * ln2High + (2 * ratio * sum + exponent * ln2Low);
}

function powerOfTwo(exponent: number): number {
  scratch.setUint32(0, (exponent + 1023) << 20);
  scratch.setUint32(4, 0);
  return scratch.getFloat64(0);
}

/** Exponential function. **Returns** 0 below -745 and Infinity above 709.7. */
export function exp(value: number): number {
  if (value < -745) return 0;
  if (value > 709.7) return Infinity;
  const halvings = Math.round(value / (ln2High + ln2Low));
  const rest = value - halvings * ln2High - halvings * ln2Low;
  let sum = 1;
  for (let term = 16; term >= 1; term -= 1) sum = 1 + (sum * rest) / term;
  const half = Math.trunc(halvings / 2);
  return sum * powerOfTwo(half) * powerOfTwo(halvings - half);
}

/** `base` to the power of `exponent`. **Range** `base` above 0. */
export const power = (base: number, exponent: number): number => exp(exponent * ln(base));
