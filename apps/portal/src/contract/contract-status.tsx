import { Text } from "@mantine/core";
import type { ContractSummary } from "../api/outputs.ts";
import { Status } from "../value/status.tsx";
import { reasonInWords, spellOut } from "../words/sentences.ts";

type Standing = Pick<ContractSummary, "status" | "job_status" | "status_reason">;

/** While a contract is active its job says more than it does. */
const shownStatus = ({ status, job_status: job }: Standing) => (status === "active" ? job : status);

/** Status with the reason in words below it. */
export function ContractStatus({ of }: { readonly of: Standing }) {
  const shown = shownStatus(of);
  return (
    <div>
      <Status of={shown} />
      {of.status_reason && (
        <Text component="div" size="sm" c="dimmed">
          {reasonInWords(of.status_reason)}
        </Text>
      )}
      {shown !== of.status && <span className="visually-hidden">, contract {spellOut(of.status).toLowerCase()}</span>}
    </div>
  );
}
