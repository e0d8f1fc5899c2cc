import { Alert, Text } from "@mantine/core";
import { IconBulb } from "@tabler/icons-react";
import type { Offer } from "../api/outputs.ts";
import { formatSignificant, formatTokens } from "../format/number.ts";
import { Exact } from "../value/exact.tsx";
import { Facts } from "../value/facts.tsx";

/** Advice as a sentence of its own, whatever case it came in. */
const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;

interface LearningProps {
  readonly learning: Offer["learning"];
}

/** What somebody should know before paying: it stands with the price, not below the reasons. */
export function LearningAdvice({ learning }: LearningProps) {
  if (!learning.advice) return null;
  return (
    <Alert
      mt="md"
      color="yellow"
      variant="outline"
      icon={<IconBulb aria-hidden />}
      styles={{ icon: { color: "var(--ingot-warn)" } }}
    >
      {sentence(learning.advice)}
    </Alert>
  );
}

/** What these data are expected to teach this model; information, not a term of sale. */
export function LearningNote({ learning }: LearningProps) {
  return (
    <>
      <Facts
        items={[
          {
            name: "Different tokens",
            value: <Exact value={learning.unique_tokens}>{formatTokens(learning.unique_tokens)}</Exact>,
          },
          {
            name: "Passes",
            value: <Exact value={learning.passes}>{formatSignificant(learning.passes)} times each</Exact>,
          },
          {
            name: "Expected loss",
            value: (
              <Exact value={learning.expected_loss}>{formatSignificant(learning.expected_loss, 4)} nats a token</Exact>
            ),
          },
          {
            name: "If all tokens differed",
            value: (
              <Exact value={learning.expected_loss_unrepeated}>
                {formatSignificant(learning.expected_loss_unrepeated, 4)} nats a token
              </Exact>
            ),
          },
        ]}
      />
      <Text size="xs" c="dimmed" mt="sm">
        By {learning.law}. What we sell is tokens trained; the loss is what published runs of this size reached.
      </Text>
    </>
  );
}
