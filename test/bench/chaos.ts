// Every part killed at every step of a contract's history: how many runs end otherwise than the calm one (0 is right).
import { isDeepStrictEqual } from "node:util";
import { type PartName, startParts } from "../chaos/parts.ts";
import { prepareStory, tellStory } from "../chaos/story.ts";
import { printLine } from "./figure/line.ts";

const blows: readonly { readonly name: string; readonly part: PartName; readonly forget?: boolean }[] = [
  { name: "worker", part: "worker" },
  { name: "portal", part: "portal" },
  { name: "temporal", part: "temporal" },
  { name: "temporal_forgets", part: "temporal", forget: true },
  { name: "postgres", part: "postgres" },
];

/** All of them take half an hour; `CHAOS=postgres npm run bench -- chaos` strikes one part only. */
const named = (process.env.CHAOS ?? "").split(",").filter((name) => name !== "");
const chosen = named.length === 0 ? blows : blows.filter(({ name }) => named.includes(name));
if (chosen.length === 0) {
  throw new Error(`a blow is one of ${blows.map(({ name }) => name).join(", ")}, received CHAOS=${named.join(",")}`);
}

const parts = await startParts({ portal: chosen.some(({ part }) => part === "portal") });
try {
  await prepareStory(parts, "chaos-1");
  const calm = await tellStory(parts, "calm", []);
  for (const { name, part, forget } of chosen) {
    let different = 0;
    for (let sequence = 1; sequence <= calm.events.length; sequence += 1) {
      const strike = () => parts.killAndRestart(part, { forget: forget ?? false });
      const outcome = await tellStory(parts, `${name}_${sequence}`, [{ atSequence: sequence, strike }]);
      if (!isDeepStrictEqual(outcome, calm)) different += 1;
      process.stderr.write(
        `chaos ${name}: killed at event ${sequence} of ${calm.events.length}, ${different} differ\n`,
      );
    }
    const beside = [{ name: "runs", value: calm.events.length }];
    printLine({ bench: "chaos", figure: `${name}Different`, value: different, unit: "runs", beside });
  }
} finally {
  await parts.stop();
}
