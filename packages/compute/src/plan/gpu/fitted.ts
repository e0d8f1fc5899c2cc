// Written by test/fit/fit.ts from measured rows: change that, not this.

type Fitted = Readonly<Record<string, Readonly<Record<string, number>>>>;

export const fittedFamilies: Fitted = {
  a100: {
    matrix: 0.868,
    half: 99.5,
    attention: 0.461,
    stream: 0.841,
    network: 0.654,
  },
  v100: {
    matrix: 0.868,
    half: 99.5,
    attention: 0.461,
    stream: 0.841,
    network: 0.654,
  },
  h100: {
    matrixFp8: 0.796,
    attention: 0.451,
    stream: 0.568,
    link: 1.03,
    network: 0.75,
  },
  b200: {
    matrix: 0.564,
    matrixFp8: 0.626,
    grouped: 0.618,
    link: 0.495,
    boardClock: 0.9,
  },
  b300: {
    matrixFp8: 0.718,
    matrixFp4: 0.52,
    boardClock: 0.9,
  },
};

export const fittedSoftware: Fitted = {
  "megatron-lm": {
    slowdown: 1,
  },
  "megatron-deepspeed": {
    elementwise: 1.39,
    stall: 0.00243,
    slowdown: 1.04,
  },
  "megatron-deepspeed-2023": {
    launch: 0.000987,
    stepOverhead: 0.00925,
    slowdown: 0.978,
  },
  "megatron-core": {
    slowdown: 1.08,
  },
  nemo: {
    slowdown: 1.01,
    yearlyGain: 0.0662,
  },
  fsdp: {
    slowdown: 1.11,
  },
  "fsdp-compiled": {
    shardBandwidth: 0.725,
  },
  nanotron: {
    elementwise: 0.958,
    straggler: 0.012,
    attentionSpeed: 0.646,
  },
  deepspeed: {
    shardBandwidth: 0.296,
  },
};
