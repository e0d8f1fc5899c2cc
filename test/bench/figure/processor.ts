/** Processor time of this process, all threads, since it began. **Unit** s. */
export const processorSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
