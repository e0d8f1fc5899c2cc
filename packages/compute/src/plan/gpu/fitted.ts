// Written by test/fit/fit.ts from measured rows: change that, not this.

type Fitted = Readonly<Record<string, Readonly<Record<string, number>>>>;

export const fittedFamilies: Fitted = {
  a100: {
    matrix: 0.852,
    half: 101,
    attention: 0.461,
    stream: 0.912,
    network: 0.62,
  },
  v100: {
    matrix: 0.852,
    half: 101,
    attention: 0.461,
    stream: 0.912,
    network: 0.62,
  },
  h100: {
    matrixFp8: 0.795,
    attention: 0.451,
    stream: 0.565,
    link: 1.07,
    network: 0.725,
  },
  b200: {
    matrix: 0.566,
    matrixFp8: 0.616,
    grouped: 0.601,
    link: 0.483,
    boardClock: 0.902,
  },
  b300: {
    matrixFp8: 0.736,
    matrixFp4: 0.513,
    boardClock: 0.902,
  },
};

export const fittedSoftware: Fitted = {
  "megatron-lm": {
    slowdown: 1.01,
  },
  "megatron-deepspeed": {
    elementwise: 1.71,
    stall: 0.0038,
    slowdown: 1.05,
  },
  "megatron-deepspeed-2023": {
    launch: 0.00098,
    stepOverhead: 0.00919,
    slowdown: 0.986,
  },
  "megatron-core": {
    slowdown: 1.08,
  },
  nemo: {
    slowdown: 1,
    yearlyGain: 0.0718,
  },
  fsdp: {
    slowdown: 1.11,
  },
  "fsdp-compiled": {
    shardBandwidth: 0.743,
  },
  nanotron: {
    elementwise: 0.889,
    straggler: 0.0745,
    attentionSpeed: 0.691,
  },
  deepspeed: {
    dataOverlap: 0.484,
    shardBandwidth: 0.269,
  },
};
