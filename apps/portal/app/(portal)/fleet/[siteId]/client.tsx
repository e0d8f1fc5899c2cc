"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../../../src/api/client.tsx";
import { usePollInterval } from "../../../../src/clock/poll-interval.ts";
import { SiteView } from "../../../../src/fleet/site-view.tsx";
import { countryName } from "../../../../src/format/country.ts";
import { EmptyNotice } from "../../../../src/notice/empty-notice.tsx";
import { Loaded } from "../../../../src/notice/loaded.tsx";
import { PageHeader } from "../../../../src/page/page-header.tsx";
import { TextLink } from "../../../../src/page/text-link.tsx";

export function SiteClient({ siteId }: { readonly siteId: string }) {
  const trpc = useTRPC();
  const refetchInterval = usePollInterval();
  const sites = useQuery(trpc.fleet.sites.queryOptions(undefined, { refetchInterval }));
  return (
    <Loaded query={sites} rows={8} heading="Site">
      {({ items }) => {
        const site = items.find((each) => each.id === siteId);
        if (!site) {
          return (
            <>
              <PageHeader title="Site" />
              <EmptyNotice title="There is no such site" action={<TextLink href="/fleet">To the fleet</TextLink>}>
                The address names a site that is not in the fleet.
              </EmptyNotice>
            </>
          );
        }
        return (
          <>
            <PageHeader
              title={site.label}
              lead={
                <>
                  {countryName(site.country)} · <TextLink href="/fleet">all sites</TextLink>
                </>
              }
            />
            <SiteView site={site} />
          </>
        );
      }}
    </Loaded>
  );
}
