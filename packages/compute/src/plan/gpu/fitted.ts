// Written by test/fit/fit.ts from measured rows: change that, not this.

type Fitted = Readonly<Record<string, Readonly<Record<string, number>>>>;

export const fittedFamilies: Fitted = {
  a100: {
    matrix: 0.855,
    attention: 0.466,
    stream: 0.975,
    network: 0.658,
  },
  v100: {
    matrix: 0.855,
    attention: 0.466,
    stream: 0.975,
    network: 0.658,
  },
  h100: {
    matrixFp8: 0.797,
    attention: 0.45,
    stream: 0.566,
    link: 1.06,
  },
  b200: {
    matrix: 0.566,
    matrixFp8: 0.624,
    grouped: 0.609,
    link: 0.487,
    boardClock: 0.903,
  },
  b300: {
    matrixFp8: 0.753,
    boardClock: 0.903,
  },
};

export const fittedSoftware: Fitted = {
  "megatron-lm": {
    slowdown: 1.01,
  },
  "megatron-deepspeed": {
    elementwise: 2.22,
    straggler: 0.0275,
  },
  "megatron-deepspeed-2023": {
    launch: 0.000982,
    stepOverhead: 0.00891,
    slowdown: 0.985,
  },
  "megatron-core": {
    slowdown: 1.08,
  },
  nemo: {
    slowdown: 1.02,
    yearlyGain: 0.0655,
  },
  fsdp: {
    slowdown: 1.1,
  },
  "fsdp-compiled": {
    shardBandwidth: 0.696,
  },
  nanotron: {
    elementwise: 0.886,
    straggler: 0.0756,
    attentionSpeed: 0.691,
  },
  deepspeed: {
    dataOverlap: 0.48,
    shardBandwidth: 0.254,
  },
};
