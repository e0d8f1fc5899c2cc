"use client";

import { Group } from "@mantine/core";
import { ContractActions } from "../../../../src/contract/contract-actions.tsx";
import { ContractStatus } from "../../../../src/contract/contract-status.tsx";
import { ContractView } from "../../../../src/contract/contract-view.tsx";
import { StreamState } from "../../../../src/contract/stream-state.tsx";
import { hasEnded, useLiveContract } from "../../../../src/contract/use-live-contract.ts";
import { Loaded } from "../../../../src/notice/loaded.tsx";
import { PageHeader } from "../../../../src/page/page-header.tsx";

export function ContractClient({ id }: { readonly id: string }) {
  const live = useLiveContract(id);
  return (
    <Loaded query={live.contract} rows={10} heading="Contract">
      {(contract) => (
        <>
          <PageHeader
            title={`Contract ${contract.number}`}
            lead={
              <Group gap="0 1rem" align="flex-start">
                <ContractStatus of={contract} />
                {hasEnded(contract) || <StreamState of={live.stream} />}
              </Group>
            }
            actions={<ContractActions contract={contract} />}
          />
          <ContractView contract={contract} live={live} />
        </>
      )}
    </Loaded>
  );
}
