// Written by test/fit/fit.ts from measured rows: change that, not this.

type Fitted = Readonly<Record<string, Readonly<Record<string, number>>>>;

export const fittedFamilies: Fitted = {
  a100: {
    matrix: 0.863,
    attention: 0.412,
    stream: 0.868,
    network: 0.632,
  },
  v100: {
    matrix: 0.863,
    attention: 0.412,
    stream: 0.868,
    network: 0.632,
  },
  h100: {
    matrixFp8: 0.8,
    attention: 0.383,
    stream: 0.572,
    link: 1.07,
    network: 0.723,
  },
  b200: {
    matrix: 0.559,
    matrixFp8: 0.599,
    grouped: 0.573,
    attention: 0.5,
    link: 0.475,
    boardClock: 0.913,
  },
  b300: {
    matrixFp8: 0.732,
    stream: 0.657,
    boardClock: 0.913,
  },
};

export const fittedSoftware: Fitted = {
  "megatron-lm": {
    dataOverlap: 0.118,
    straggler: 0.00831,
    slowdown: 0.988,
  },
  "megatron-deepspeed": {
    elementwise: 2.15,
    straggler: 0.0234,
    slowdown: 1.05,
  },
  "megatron-deepspeed-2023": {
    launch: 0.000997,
    stepOverhead: 0.008,
    slowdown: 0.972,
  },
  "megatron-core": {
    slowdown: 1.08,
  },
  nemo: {
    slowdown: 0.993,
    yearlyGain: 0.0689,
  },
  fsdp: {
    slowdown: 1.12,
    attentionSpeed: 0.515,
  },
  "fsdp-compiled": {
    dataOverlap: 0.939,
    slowdown: 1.05,
    attentionSpeed: 0.579,
    selectiveShare: 0.495,
    shardBandwidth: 0.709,
  },
  nanotron: {
    straggler: 0.0724,
    attentionSpeed: 0.776,
  },
  deepspeed: {
    dataOverlap: 0.484,
    shardBandwidth: 0.264,
  },
};
