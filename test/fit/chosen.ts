import { everyParameter, type Parameter } from "./parameters.ts";

/**
 * The numbers that rows may move; every other constant stays at what is believed of it. Found by dropping, again and
 * again, the numbers whose loss at their priors is smallest (`choose.ts`).
 */
const names: ReadonlySet<string> = new Set([
  "a100.attention",
  "a100.half",
  "a100.matrix",
  "a100.network",
  "a100.stream",
  "b200.grouped",
  "b200.link",
  "b200.matrix",
  "b200.matrixFp8",
  "b300.matrixFp4",
  "b300.matrixFp8",
  "blackwell.boardClock",
  "deepspeed.shardBandwidth",
  "fsdp-compiled.shardBandwidth",
  "fsdp.slowdown",
  "h100.attention",
  "h100.link",
  "h100.matrixFp8",
  "h100.network",
  "h100.stream",
  "megatron-core.slowdown",
  "megatron-deepspeed-2023.launch",
  "megatron-deepspeed-2023.slowdown",
  "megatron-deepspeed-2023.stepOverhead",
  "megatron-deepspeed.elementwise",
  "megatron-deepspeed.slowdown",
  "megatron-deepspeed.stall",
  "megatron-lm.slowdown",
  "nanotron.attentionSpeed",
  "nanotron.elementwise",
  "nanotron.straggler",
  "nemo.slowdown",
  "nemo.yearlyGain",
]);

export const chosen: readonly Parameter[] = everyParameter.filter(({ name }) => names.has(name));

/**
 * Numbers of the memory model that were set with the measured rows in view: fragmentation (three), reserved bytes (one),
 * bytes of a logit (three), the year since which the loss is compiled, and what selective recompute keeps (one). What
 * FSDP holds otherwise is counted and was measured apart.
 */
export const memoryConstants = 9;

/** Families that rows of their own were measured on; V100 shares what is fitted for A100. */
export const fittedFamilyCount = 4;
