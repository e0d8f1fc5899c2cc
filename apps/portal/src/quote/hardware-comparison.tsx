import { Button, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import type { Alternative } from "../api/outputs.ts";
import { countryName } from "../format/country.ts";
import { formatDuration } from "../format/duration.ts";
import pageClasses from "../page/page.module.css";
import { ScrollTable } from "../page/scroll-table.tsx";
import { Amount } from "../value/amount.tsx";
import { Instant } from "../value/instant.tsx";

interface HardwareComparisonProps {
  readonly alternatives: readonly Alternative[];
  readonly onTake?: (system: string, devices: number) => void;
}

function Offered({ of, onTake }: { readonly of: Alternative; readonly onTake: HardwareComparisonProps["onTake"] }) {
  return (
    <>
      <TableTd className={pageClasses.number}>{of.price && <Amount of={of.price} strong />}</TableTd>
      <TableTd className={pageClasses.number}>
        {of.duration_p50_seconds !== null && formatDuration(of.duration_p50_seconds)}
      </TableTd>
      <TableTd>{of.promised_finish && <Instant at={of.promised_finish} />}</TableTd>
      {onTake && (
        <TableTd className={pageClasses.number}>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => onTake(of.system, of.devices)}
            aria-label={`Take this: ${of.hardware_label}`}
          >
            Take this
          </Button>
        </TableTd>
      )}
    </>
  );
}

/** The same work on other hardware. */
export function HardwareComparison({ alternatives, onTake }: HardwareComparisonProps) {
  return (
    <ScrollTable caption="The same work on other hardware">
      <TableThead>
        <TableTr>
          <TableTh>Hardware</TableTh>
          <TableTh className={pageClasses.number}>Price</TableTh>
          <TableTh className={pageClasses.number}>Time, P50</TableTh>
          <TableTh>Promised finish</TableTh>
          {onTake && (
            <TableTh>
              <span className="visually-hidden">Action</span>
            </TableTh>
          )}
        </TableTr>
      </TableThead>
      <TableTbody>
        {alternatives.map((each) => (
          <TableTr key={`${each.system} ${each.devices} ${each.country}`}>
            <TableTd>
              {each.hardware_label}
              {each.country && (
                <Text component="span" size="sm" c="dimmed" display="block">
                  {countryName(each.country)}
                </Text>
              )}
            </TableTd>
            {each.outcome === "offered" ? (
              <Offered of={each} onTake={onTake} />
            ) : (
              <TableTd colSpan={onTake ? 4 : 3} c="dimmed">
                {each.reason}
              </TableTd>
            )}
          </TableTr>
        ))}
      </TableTbody>
    </ScrollTable>
  );
}
