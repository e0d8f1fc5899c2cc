// Written by test/fit/fit.ts from measured rows: change that, not this.

type Fitted = Readonly<Record<string, Readonly<Record<string, number>>>>;

export const fittedFamilies: Fitted = {
  a100: {
    matrix: 0.849,
    half: 101,
    attention: 0.467,
    stream: 0.933,
    network: 0.62,
  },
  v100: {
    matrix: 0.849,
    half: 101,
    attention: 0.467,
    stream: 0.933,
    network: 0.62,
  },
  h100: {
    matrixFp8: 0.795,
    attention: 0.45,
    stream: 0.566,
    link: 1.06,
    network: 0.724,
  },
  b200: {
    matrix: 0.565,
    matrixFp8: 0.615,
    grouped: 0.603,
    link: 0.482,
    boardClock: 0.901,
  },
  b300: {
    matrixFp8: 0.735,
    matrixFp4: 0.512,
    boardClock: 0.901,
  },
};

export const fittedSoftware: Fitted = {
  "megatron-lm": {
    slowdown: 1.01,
  },
  "megatron-deepspeed": {
    elementwise: 1.71,
    stall: 0.00381,
    slowdown: 1.05,
  },
  "megatron-deepspeed-2023": {
    launch: 0.000978,
    stepOverhead: 0.0094,
    slowdown: 0.987,
  },
  "megatron-core": {
    slowdown: 1.08,
  },
  nemo: {
    slowdown: 1,
    yearlyGain: 0.0714,
  },
  fsdp: {
    slowdown: 1.1,
  },
  "fsdp-compiled": {
    shardBandwidth: 0.742,
  },
  nanotron: {
    elementwise: 0.889,
    straggler: 0.0741,
    attentionSpeed: 0.691,
  },
  deepspeed: {
    dataOverlap: 0.484,
    shardBandwidth: 0.269,
  },
};
