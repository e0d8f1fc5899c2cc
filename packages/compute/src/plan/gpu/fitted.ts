// Written by test/fit/fit.ts from measured rows: change that, not this.

type Fitted = Readonly<Record<string, Readonly<Record<string, number>>>>;

export const fittedFamilies: Fitted = {
  a100: {
    matrix: 0.867,
    half: 99.1,
    attention: 0.46,
    stream: 0.84,
    network: 0.661,
  },
  v100: {
    matrix: 0.867,
    half: 99.1,
    attention: 0.46,
    stream: 0.84,
    network: 0.661,
  },
  h100: {
    matrixFp8: 0.794,
    attention: 0.449,
    stream: 0.566,
    link: 0.964,
    network: 0.746,
  },
  b200: {
    matrix: 0.561,
    matrixFp8: 0.628,
    grouped: 0.618,
    link: 0.48,
    boardClock: 0.897,
  },
  b300: {
    matrixFp8: 0.713,
    matrixFp4: 0.517,
    boardClock: 0.897,
  },
};

export const fittedSoftware: Fitted = {
  "megatron-lm": {
    slowdown: 1,
  },
  "megatron-deepspeed": {
    elementwise: 1.4,
    stall: 0.00243,
    slowdown: 1.04,
  },
  "megatron-deepspeed-2023": {
    launch: 0.000987,
    stepOverhead: 0.00906,
    slowdown: 0.978,
  },
  "megatron-core": {
    slowdown: 1.07,
  },
  nemo: {
    slowdown: 1.01,
    yearlyGain: 0.0644,
  },
  fsdp: {
    slowdown: 1.11,
  },
  "fsdp-compiled": {
    shardBandwidth: 0.714,
  },
  nanotron: {
    elementwise: 0.954,
    straggler: 0.011,
    attentionSpeed: 0.648,
  },
  deepspeed: {
    shardBandwidth: 0.293,
  },
};
