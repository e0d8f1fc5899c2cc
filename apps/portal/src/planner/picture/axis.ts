/** A way from values to places on a picture. */
export interface Axis {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

/** Steps of 1, 2 or 5 times a power of ten, about so many within the range. */
function evenTicks(low: number, high: number, about: number): number[] {
  const rough = (high - low) / Math.max(1, about);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough) ?? rough;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * step);
}

/** An even axis from `from` to `to` pixels. A range of nothing is widened by a tenth. */
export function evenAxis(low: number, high: number, from: number, to: number, about = 5): Axis {
  const span = high - low || Math.abs(high) * 0.1 || 1;
  const start = high === low ? low - span / 2 : low;
  return {
    at: (value) => from + ((value - start) / span) * (to - from),
    ticks: evenTicks(start, start + span, about),
  };
}

/** An axis on which each step multiplies, with ticks at powers of `base`; low and high are above 0. */
export function ratioAxis(low: number, high: number, from: number, to: number, base: 2 | 10 = 10): Axis {
  const span = Math.log(high / low) || 1;
  const powerOf = (value: number) => Math.log(value) / Math.log(base);
  const first = Math.ceil(powerOf(low) - 1e-9);
  const last = Math.floor(powerOf(high) + 1e-9);
  return {
    at: (value) => from + (Math.log(value / low) / span) * (to - from),
    ticks: Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => base ** (first + index)),
  };
}
