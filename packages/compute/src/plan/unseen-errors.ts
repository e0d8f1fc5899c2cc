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
    half50: 0.0404,
    half90: 0.1366,
    sigma: 0.08536,
  },
  b200: {
    rows: 90,
    half50: 0.0467,
    half90: 0.174,
    sigma: 0.1343,
  },
  b300: {
    rows: 55,
    half50: 0.043,
    half90: 0.1572,
    sigma: 0.1,
  },
  h100: {
    rows: 109,
    half50: 0.0496,
    half90: 0.1816,
    sigma: 0.1189,
  },
  unmeasured: {
    rows: 556,
    half50: 0.0544,
    half90: 0.2793,
    sigma: 0.2168,
  },
  wafer: {
    rows: 6,
    half50: 0.0638,
    half90: 0.2417,
    sigma: 0.147,
  },
};
