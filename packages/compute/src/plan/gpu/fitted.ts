// Written by test/fit/fit.ts from measured rows: change that, not this.

type Fitted = Readonly<Record<string, Readonly<Record<string, number>>>>;

export const fittedFamilies: Fitted = {
  a100: {
    matrix: 0.871,
    half: 98.2,
    attention: 0.46,
    stream: 0.836,
    network: 0.638,
  },
  v100: {
    matrix: 0.871,
    half: 98.2,
    attention: 0.46,
    stream: 0.836,
    network: 0.638,
  },
  h100: {
    matrixFp8: 0.795,
    attention: 0.452,
    stream: 0.568,
    link: 1.06,
    network: 0.736,
  },
  b200: {
    matrix: 0.564,
    matrixFp8: 0.628,
    grouped: 0.6,
    link: 0.474,
    boardClock: 0.902,
  },
  b300: {
    matrixFp8: 0.71,
    matrixFp4: 0.514,
    boardClock: 0.902,
  },
};

export const fittedSoftware: Fitted = {
  "megatron-lm": {
    slowdown: 1,
  },
  "megatron-deepspeed": {
    elementwise: 1.38,
    stall: 0.00245,
    slowdown: 1.04,
  },
  "megatron-deepspeed-2023": {
    launch: 0.000984,
    stepOverhead: 0.00907,
    slowdown: 0.981,
  },
  "megatron-core": {
    slowdown: 1.08,
  },
  nemo: {
    slowdown: 1,
    yearlyGain: 0.0711,
  },
  fsdp: {
    slowdown: 1.11,
  },
  "fsdp-compiled": {
    shardBandwidth: 0.741,
  },
  nanotron: {
    elementwise: 0.844,
    straggler: 0.036,
    attentionSpeed: 0.714,
  },
  deepspeed: {
    shardBandwidth: 0.302,
  },
};
