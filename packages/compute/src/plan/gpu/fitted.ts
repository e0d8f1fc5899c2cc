// Written by test/fit/fit.ts from measured rows: change that, not this.

type Fitted = Readonly<Record<string, Readonly<Record<string, number>>>>;

export const fittedFamilies: Fitted = {
  a100: {
    matrix: 0.856,
    half: 103,
    attention: 0.46,
    stream: 0.855,
    network: 0.673,
  },
  v100: {
    matrix: 0.856,
    half: 103,
    attention: 0.46,
    stream: 0.855,
    network: 0.673,
  },
  h100: {
    matrixFp8: 0.796,
    attention: 0.448,
    stream: 0.565,
    link: 0.975,
    network: 0.75,
  },
  b200: {
    matrix: 0.555,
    matrixFp8: 0.627,
    grouped: 0.577,
    link: 0.471,
    boardClock: 0.895,
  },
  b300: {
    matrixFp8: 0.703,
    matrixFp4: 0.516,
    boardClock: 0.895,
  },
};

export const fittedSoftware: Fitted = {
  "megatron-lm": {
    slowdown: 1.01,
  },
  "megatron-deepspeed": {
    elementwise: 1.37,
    stall: 0.0026,
    slowdown: 1.03,
  },
  "megatron-deepspeed-2023": {
    launch: 0.00098,
    stepOverhead: 0.0103,
    slowdown: 0.982,
  },
  "megatron-core": {
    slowdown: 1.07,
  },
  nemo: {
    slowdown: 1.01,
    yearlyGain: 0.0649,
  },
  fsdp: {
    slowdown: 1.1,
  },
  "fsdp-compiled": {
    shardBandwidth: 0.705,
  },
  nanotron: {
    elementwise: 0.955,
    straggler: 0.0105,
    attentionSpeed: 0.648,
  },
  deepspeed: {
    shardBandwidth: 0.29,
  },
};
