"use client";

import { TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import type { QuoteSummary } from "../api/outputs.ts";
import { countryName } from "../format/country.ts";
import { formatTokens } from "../format/number.ts";
import pageClasses from "../page/page.module.css";
import { ScrollTable } from "../page/scroll-table.tsx";
import { TextLink } from "../page/text-link.tsx";
import { Amount } from "../value/amount.tsx";
import { Exact } from "../value/exact.tsx";
import { Instant } from "../value/instant.tsx";
import { Status } from "../value/status.tsx";

export function QuoteTable({ quotes }: { readonly quotes: readonly QuoteSummary[] }) {
  return (
    <ScrollTable caption="Quotes, newest first" minWidth={56}>
      <TableThead>
        <TableTr>
          <TableTh>Quote</TableTh>
          <TableTh>Status</TableTh>
          <TableTh>Work</TableTh>
          <TableTh>Hardware</TableTh>
          <TableTh className={pageClasses.number}>Price</TableTh>
          <TableTh>Promised finish</TableTh>
          <TableTh>Valid until</TableTh>
        </TableTr>
      </TableThead>
      <TableTbody>
        {quotes.map((quote) => (
          <TableTr key={quote.id}>
            <TableTd>
              <TextLink href={`/quotes/${quote.id}`}>{quote.number}</TextLink>
            </TableTd>
            <TableTd>
              <Status of={quote.status} />
            </TableTd>
            <TableTd>
              {quote.model_label}
              <Text size="sm" c="dimmed">
                <Exact value={quote.tokens_contracted}>{formatTokens(quote.tokens_contracted)}</Exact>
              </Text>
            </TableTd>
            <TableTd>
              {quote.hardware_label}
              <Text size="sm" c="dimmed">
                {countryName(quote.country)}
              </Text>
            </TableTd>
            <TableTd className={pageClasses.number}>
              <Amount of={quote.price} strong />
            </TableTd>
            <TableTd>
              <Instant at={quote.promised_finish} />
            </TableTd>
            <TableTd>
              <Instant at={quote.expires_at} />
            </TableTd>
          </TableTr>
        ))}
      </TableTbody>
    </ScrollTable>
  );
}
