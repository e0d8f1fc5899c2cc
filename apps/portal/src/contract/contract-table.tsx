"use client";

import { Progress, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import type { ContractSummary } from "../api/outputs.ts";
import { formatShare, formatTokens } from "../format/number.ts";
import pageClasses from "../page/page.module.css";
import { ScrollTable } from "../page/scroll-table.tsx";
import { TextLink } from "../page/text-link.tsx";
import { Amount } from "../value/amount.tsx";
import { Exact } from "../value/exact.tsx";
import { Instant } from "../value/instant.tsx";
import { ContractStatus } from "./contract-status.tsx";
import { punctualityOf } from "./punctuality.ts";
import { ToneText } from "../value/tone-text.tsx";

function Row({ of }: { readonly of: ContractSummary }) {
  const share = of.tokens_contracted > 0 ? of.tokens_trained / of.tokens_contracted : 0;
  const punctuality = punctualityOf(of);
  return (
    <TableTr>
      <TableTd>
        <TextLink href={`/contracts/${of.id}`}>{of.number}</TextLink>
      </TableTd>
      <TableTd>
        <ContractStatus of={of} />
      </TableTd>
      <TableTd>
        {of.model_label}
        <Text size="sm" c="dimmed">
          {of.hardware_label}
        </Text>
      </TableTd>
      <TableTd miw="10rem">
        <Progress value={share * 100} aria-label={`Tokens trained of ${of.number}`} mt={8} />
        <Text size="xs" c="dimmed" mt={4}>
          <Exact value={of.tokens_trained}>{formatShare(share, 0)}</Exact> of {formatTokens(of.tokens_contracted)}
        </Text>
      </TableTd>
      <TableTd>
        <Instant at={of.promised_finish} />
        {punctuality && <ToneText of={punctuality} />}
      </TableTd>
      <TableTd className={pageClasses.number}>
        <Amount of={of.price} strong />
      </TableTd>
    </TableTr>
  );
}

export function ContractTable({ contracts }: { readonly contracts: readonly ContractSummary[] }) {
  return (
    <ScrollTable caption="Contracts, newest first" minWidth={60}>
      <TableThead>
        <TableTr>
          <TableTh>Contract</TableTh>
          <TableTh>Status</TableTh>
          <TableTh>Work</TableTh>
          <TableTh>Trained</TableTh>
          <TableTh>Promised finish</TableTh>
          <TableTh className={pageClasses.number}>Price</TableTh>
        </TableTr>
      </TableThead>
      <TableTbody>
        {contracts.map((contract) => (
          <Row key={contract.id} of={contract} />
        ))}
      </TableTbody>
    </ScrollTable>
  );
}
