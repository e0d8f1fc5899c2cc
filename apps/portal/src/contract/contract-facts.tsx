import type { Contract } from "../api/outputs.ts";
import { countryName } from "../format/country.ts";
import { formatNoun } from "../format/number.ts";
import { TextLink } from "../page/text-link.tsx";
import { recipeFacts } from "../quote/recipe-facts.ts";
import { Facts } from "../value/facts.tsx";
import { Hash } from "../value/hash.tsx";
import { Instant } from "../value/instant.tsx";

function Nodes({ of }: { readonly of: readonly string[] }) {
  if (of.length === 0) return <>none at the moment</>;
  return (
    <details>
      <summary>{formatNoun(of.length, "node")}</summary>
      {of.map((node) => (
        <div key={node}>
          <code>{node}</code>
        </div>
      ))}
    </details>
  );
}

/** What was agreed, and where it runs. */
export function ContractFacts({ contract }: { readonly contract: Contract }) {
  const { dataset_version: version, site } = contract;
  const training = contract.jobs.find((job) => job.kind === "training");
  return (
    <Facts
      items={[
        { name: "Model", value: contract.model_label },
        { name: "Hardware", value: contract.hardware_label },
        { name: "Site", value: `${site.label}, ${countryName(site.country)}` },
        { name: "Nodes now", value: <Nodes of={training?.nodes ?? []} /> },
        { name: "Dataset", value: `${version.dataset_name}, version ${version.number}` },
        { name: "Dataset hash", value: <Hash value={version.content_hash} of="the dataset's hash" /> },
        { name: "Quote", value: <TextLink href={`/quotes/${contract.quote_id}`}>The signed document</TextLink> },
        { name: "Signed by", value: contract.accepted_by },
        { name: "Signed", value: <Instant at={contract.accepted_at} /> },
        { name: "Workflow", value: <TextLink href={`/workflows/${contract.id}`}>Its steps and timers</TextLink> },
        ...recipeFacts(contract.recipe),
      ]}
    />
  );
}
