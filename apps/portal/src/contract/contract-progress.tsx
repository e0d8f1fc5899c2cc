import { Progress, Text } from "@mantine/core";
import type { Contract } from "../api/outputs.ts";
import { formatCount, formatNoun, formatShare, formatTokens } from "../format/number.ts";
import { Exact } from "../value/exact.tsx";
import { Facts } from "../value/facts.tsx";
import { Instant } from "../value/instant.tsx";
import { ToneText } from "../value/tone-text.tsx";
import { spellOut } from "../words/sentences.ts";
import { punctualityOf } from "./punctuality.ts";

function finishFacts({ status, finished_at: finished, estimated_finish: estimated }: Contract) {
  if (finished) return [{ name: status === "canceled" ? "Ended" : "Finished", value: <Instant at={finished} /> }];
  if (!estimated) return [{ name: "Estimated finish", value: "not before it starts" }];
  return [
    { name: "Estimated finish, P50", value: <Instant at={estimated.p50} /> },
    { name: "Estimated finish, P90", value: <Instant at={estimated.p90} /> },
  ];
}

/** How far the run is, and how its finish stands against the promise. */
export function ContractProgress({ contract }: { readonly contract: Contract }) {
  const { tokens_trained: trained, tokens_contracted: contracted } = contract;
  const share = contracted > 0 ? trained / contracted : 0;
  const training = contract.jobs.find((job) => job.kind === "training");
  const punctuality = punctualityOf(contract);
  return (
    <>
      <Progress value={share * 100} size="lg" aria-label="Tokens trained" mb={6} />
      <Text component="div" mb="md">
        <Exact value={trained}>{formatTokens(trained)}</Exact> of {formatTokens(contracted)} trained,{" "}
        <strong>{formatShare(share)}</strong>
        {punctuality && <ToneText of={punctuality} />}
      </Text>
      <Facts
        items={[
          {
            name: `Promised, ${formatShare(contract.probability, 0)}`,
            value: <Instant at={contract.promised_finish} />,
          },
          ...finishFacts(contract),
          ...(training
            ? [
                {
                  name: "Steps",
                  value: `${formatCount(Math.floor(training.steps_completed))} of ${formatCount(training.total_steps)}`,
                },
                { name: "Phase", value: training.phase ? spellOut(training.phase) : "none at the moment" },
                {
                  name: "Interruptions",
                  value:
                    training.interruptions === 0
                      ? "none"
                      : `${formatCount(training.interruptions)}, ${formatNoun(Math.round(training.steps_lost), "step")} done again`,
                },
              ]
            : []),
        ]}
      />
    </>
  );
}
