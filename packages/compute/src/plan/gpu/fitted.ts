// Written by test/fit/fit.ts from measured rows: change that, not this.

type Fitted = Readonly<Record<string, Readonly<Record<string, number>>>>;

export const fittedFamilies: Fitted = {
  a100: {
    matrix: 0.867,
    half: 105,
    attention: 0.46,
    stream: 0.884,
    network: 0.649,
  },
  v100: {
    matrix: 0.867,
    half: 105,
    attention: 0.46,
    stream: 0.884,
    network: 0.649,
  },
  h100: {
    matrixFp8: 0.795,
    attention: 0.452,
    stream: 0.568,
    link: 1.06,
    network: 0.741,
  },
  b200: {
    matrix: 0.562,
    matrixFp8: 0.622,
    grouped: 0.6,
    link: 0.496,
    boardClock: 0.903,
  },
  b300: {
    matrixFp8: 0.741,
    matrixFp4: 0.516,
    boardClock: 0.903,
  },
};

export const fittedSoftware: Fitted = {
  "megatron-lm": {
    slowdown: 1,
  },
  "megatron-deepspeed": {
    elementwise: 1.38,
    stall: 0.00251,
    slowdown: 1.03,
  },
  "megatron-deepspeed-2023": {
    launch: 0.000982,
    stepOverhead: 0.00931,
    slowdown: 0.983,
  },
  "megatron-core": {
    slowdown: 1.08,
  },
  nemo: {
    slowdown: 1.01,
    yearlyGain: 0.0698,
  },
  fsdp: {
    slowdown: 1.11,
  },
  "fsdp-compiled": {
    shardBandwidth: 0.732,
  },
  nanotron: {
    elementwise: 0.843,
    straggler: 0.0364,
    attentionSpeed: 0.715,
  },
  deepspeed: {
    shardBandwidth: 0.298,
  },
};
