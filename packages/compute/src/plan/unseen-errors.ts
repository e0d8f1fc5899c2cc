// Written by test/fit/fit.ts from measured rows: change that, not this.

/** Plans that are alike in how wrong they may be: GPU families with measured runs, hardware without, wafers. */
export type UnseenClass = "a100" | "b200" | "b300" | "h100" | "unmeasured" | "wafer";

/** What runs unseen by the fit were wrong by. Half-widths and sigma are of ln(true / predicted throughput). */
export interface UnseenError {
  readonly rows: number;
  readonly half50: number;
  readonly half90: number;
  readonly sigma: number;
}

export const unseenErrors: Readonly<Record<UnseenClass, UnseenError>> = {
  a100: {
    rows: 299,
    half50: 0.0459,
    half90: 0.151,
    sigma: 0.0995,
  },
  b200: {
    rows: 90,
    half50: 0.0481,
    half90: 0.181,
    sigma: 0.114,
  },
  b300: {
    rows: 55,
    half50: 0.0444,
    half90: 0.168,
    sigma: 0.118,
  },
  h100: {
    rows: 109,
    half50: 0.0561,
    half90: 0.181,
    sigma: 0.125,
  },
  unmeasured: {
    rows: 556,
    half50: 0.0626,
    half90: 0.314,
    sigma: 0.244,
  },
  wafer: {
    rows: 6,
    half50: 0.12,
    half90: 0.226,
    sigma: 0.138,
  },
};
