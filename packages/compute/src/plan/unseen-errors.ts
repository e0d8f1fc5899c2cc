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
    half90: 0.1271,
    sigma: 0.08747,
  },
  b200: {
    rows: 90,
    half50: 0.0427,
    half90: 0.1522,
    sigma: 0.09683,
  },
  b300: {
    rows: 55,
    half50: 0.0374,
    half90: 0.1212,
    sigma: 0.09457,
  },
  h100: {
    rows: 109,
    half50: 0.0491,
    half90: 0.1339,
    sigma: 0.08872,
  },
  unmeasured: {
    rows: 556,
    half50: 0.0571,
    half90: 0.2584,
    sigma: 0.2016,
  },
  wafer: {
    rows: 6,
    half50: 0.0638,
    half90: 0.2417,
    sigma: 0.147,
  },
};
