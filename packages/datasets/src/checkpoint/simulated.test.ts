import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CheckpointError, readCheckpoint, simulatedCheckpoint } from "../index.ts";

const input = {
  jobId: "job_1",
  contractId: "ctr_1",
  step: 1000,
  tokens: 2_097_152_000,
  seed: 42,
  model: "gpt-j-6b",
  parentHash: null,
  fence: { store: ["de"], process: ["de", "fr"] },
};

describe("a simulated checkpoint says what it is, and cannot be changed unseen", () => {
  it("is the same file for the same input, and names its parent", () => {
    const first = simulatedCheckpoint(input);
    expect(simulatedCheckpoint({ ...input }).hash).toBe(first.hash);
    expect(first.bytes.length).toBeGreaterThan(4096);
    const second = simulatedCheckpoint({ ...input, step: 2000, parentHash: first.hash });
    const read = readCheckpoint(second.bytes);
    expect(read.hash).toBe(second.hash);
    expect(read.manifest).toMatchObject({ simulated: true, parentHash: first.hash, fence: input.fence, step: 2000 });
  });

  it("is refused after any change of any byte", () => {
    const { bytes } = simulatedCheckpoint(input);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
        const spoiled = Uint8Array.from(bytes);
        spoiled[place] = (spoiled[place] ?? 0) ^ change;
        expect(() => readCheckpoint(spoiled)).toThrow(CheckpointError);
      }),
      { seed: 3, numRuns: 400 },
    );
    expect(() => readCheckpoint(bytes.subarray(0, 100))).toThrow(CheckpointError);
    expect(() => readCheckpoint(new Uint8Array())).toThrow(CheckpointError);
  });

  it("states the rule that an input breaks", () => {
    expect(() => simulatedCheckpoint({ ...input, step: -1 })).toThrow("step is a whole number from 0, received -1");
    expect(() => simulatedCheckpoint({ ...input, parentHash: "abc" })).toThrow(
      'parentHash is a SHA-256 or null, received "abc"',
    );
  });
});
