// Written by test/fit/fit.ts from measured rows: change that, not this.

type Fitted = Readonly<Record<string, Readonly<Record<string, number>>>>;

export const fittedFamilies: Fitted = {
  a100: {
    matrix: 0.856,
    half: 103,
    attention: 0.46,
    stream: 0.855,
    network: 0.671,
  },
  v100: {
    matrix: 0.856,
    half: 103,
    attention: 0.46,
    stream: 0.855,
    network: 0.671,
  },
  h100: {
    matrixFp8: 0.788,
    attention: 0.448,
    stream: 0.565,
    link: 0.997,
    network: 0.745,
  },
  b200: {
    matrix: 0.567,
    matrixFp8: 0.619,
    grouped: 0.621,
    link: 0.456,
    boardClock: 0.885,
  },
  b300: {
    matrixFp8: 0.698,
    matrixFp4: 0.51,
    boardClock: 0.885,
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
    stepOverhead: 0.0104,
    slowdown: 0.982,
  },
  "megatron-core": {
    slowdown: 1.08,
  },
  nemo: {
    slowdown: 1,
    yearlyGain: 0.0659,
  },
  fsdp: {
    slowdown: 1.1,
  },
  "fsdp-compiled": {
    shardBandwidth: 0.707,
  },
  nanotron: {
    elementwise: 0.946,
    straggler: 0.0102,
    attentionSpeed: 0.651,
  },
  deepspeed: {
    shardBandwidth: 0.291,
  },
};
