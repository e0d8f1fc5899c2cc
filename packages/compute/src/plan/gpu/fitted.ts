// Written by test/fit/fit.ts from measured rows: change that, not this.

type Fitted = Readonly<Record<string, Readonly<Record<string, number>>>>;

export const fittedFamilies: Fitted = {
  a100: {
    matrix: 0.861,
    attention: 0.463,
    stream: 0.926,
    network: 0.619,
  },
  v100: {
    matrix: 0.861,
    attention: 0.463,
    stream: 0.926,
    network: 0.619,
  },
  h100: {
    matrixFp8: 0.786,
    attention: 0.441,
    stream: 0.562,
    link: 1.05,
    network: 0.723,
  },
  b200: {
    matrix: 0.565,
    matrixFp8: 0.611,
    grouped: 0.59,
    link: 0.479,
    boardClock: 0.901,
  },
  b300: {
    matrixFp8: 0.741,
    matrixFp4: 0.52,
    stream: 0.695,
    boardClock: 0.901,
  },
};

export const fittedSoftware: Fitted = {
  "megatron-lm": {
    dataOverlap: 0.0456,
    straggler: 0.00681,
    slowdown: 0.997,
  },
  "megatron-deepspeed": {
    elementwise: 2.16,
    straggler: 0.024,
    slowdown: 1.05,
  },
  "megatron-deepspeed-2023": {
    launch: 0.000988,
    stepOverhead: 0.00869,
    slowdown: 0.98,
  },
  "megatron-core": {
    slowdown: 1.08,
  },
  nemo: {
    elementwise: 1.1,
    slowdown: 1,
    yearlyGain: 0.0696,
  },
  fsdp: {
    slowdown: 1.09,
  },
  "fsdp-compiled": {
    dataOverlap: 0.955,
    attentionSpeed: 0.565,
    selectiveShare: 0.469,
    shardBandwidth: 0.683,
  },
  nanotron: {
    elementwise: 0.895,
    straggler: 0.0707,
    attentionSpeed: 0.691,
  },
  deepspeed: {
    dataOverlap: 0.484,
    shardBandwidth: 0.269,
  },
};
