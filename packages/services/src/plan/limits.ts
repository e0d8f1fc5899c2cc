/** Most that may be asked without an account: what is larger is planned by `ingot plan` on one's own machine. */
export const planLimits = {
  devices: 16_384,
  sequenceLength: 131_072,
  globalBatchSize: 131_072,
  layers: 512,
  experts: 512,
  width: 1_048_576,
  parameters: 1e13,
  configBytes: 16_384,
  sides: 6,
} as const;
