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
    half50: 0.0414,
    half90: 0.1272,
    sigma: 0.08755,
  },
  b200: {
    rows: 90,
    half50: 0.0482,
    half90: 0.1683,
    sigma: 0.122,
  },
  b300: {
    rows: 55,
    half50: 0.0363,
    half90: 0.1534,
    sigma: 0.1048,
  },
  h100: {
    rows: 109,
    half50: 0.0502,
    half90: 0.1885,
    sigma: 0.1146,
  },
  unmeasured: {
    rows: 556,
    half50: 0.0579,
    half90: 0.2726,
    sigma: 0.2115,
  },
  wafer: {
    rows: 6,
    half50: 0.0638,
    half90: 0.2417,
    sigma: 0.147,
  },
};
