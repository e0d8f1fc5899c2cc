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
    half50: 0.0425,
    half90: 0.1425,
    sigma: 0.09675,
  },
  b200: {
    rows: 90,
    half50: 0.0518,
    half90: 0.1828,
    sigma: 0.1147,
  },
  b300: {
    rows: 55,
    half50: 0.0471,
    half90: 0.1728,
    sigma: 0.122,
  },
  h100: {
    rows: 109,
    half50: 0.0562,
    half90: 0.1813,
    sigma: 0.128,
  },
  unmeasured: {
    rows: 556,
    half50: 0.0608,
    half90: 0.3172,
    sigma: 0.247,
  },
  wafer: {
    rows: 6,
    half50: 0.1202,
    half90: 0.2264,
    sigma: 0.1376,
  },
};
