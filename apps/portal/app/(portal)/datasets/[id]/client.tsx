"use client";

import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../../../src/api/client.tsx";
import { Fence } from "../../../../src/dataset/fence.tsx";
import { UploadHistory } from "../../../../src/dataset/upload-history.tsx";
import { UploadPanel } from "../../../../src/dataset/upload-panel.tsx";
import { VersionTable } from "../../../../src/dataset/version-table.tsx";
import { Loaded } from "../../../../src/notice/loaded.tsx";
import { PageHeader } from "../../../../src/page/page-header.tsx";
import pageClasses from "../../../../src/page/page.module.css";
import { useMay } from "../../../../src/session/may.tsx";
import { useSession } from "../../../../src/session/session.tsx";
import { refusalInWords } from "../../../../src/words/deeds.ts";
import { Section } from "../../../../src/page/section.tsx";

function DatasetSections({ id }: { readonly id: string }) {
  const trpc = useTRPC();
  const mayWrite = useMay("dataset.write");
  const { role } = useSession();
  const versions = useQuery(trpc.dataset.versions.queryOptions({ id, limit: 100 }));
  const uploads = useQuery(trpc.dataset.uploads.queryOptions({ id, limit: 10 }));
  return (
    <div className={pageClasses.stack}>
      <Section title="Upload the next version">
        {mayWrite ? <UploadPanel datasetId={id} /> : <Text c="dimmed">{refusalInWords("dataset.write", role)}</Text>}
      </Section>
      <Section title="Versions">
        <Loaded query={versions} rows={2}>
          {({ items }) =>
            items.length > 0 ? (
              <VersionTable versions={items} />
            ) : (
              <Text c="dimmed">No version yet: upload a file above to make the first.</Text>
            )
          }
        </Loaded>
      </Section>
      <Section title="Latest uploads">
        <Loaded query={uploads} rows={1}>
          {({ items }) => (items.length > 0 ? <UploadHistory uploads={items} /> : <Text c="dimmed">None yet.</Text>)}
        </Loaded>
      </Section>
    </div>
  );
}

export function DatasetClient({ id }: { readonly id: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.dataset.get.queryOptions({ id }));
  return (
    <Loaded query={query} rows={8} heading="Dataset">
      {(dataset) => (
        <>
          <PageHeader
            title={dataset.name}
            lead={
              <>
                {dataset.description && <div>{dataset.description}</div>}
                <Fence of={dataset.residency} />
              </>
            }
          />
          <DatasetSections id={id} />
        </>
      )}
    </Loaded>
  );
}
