"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useTRPC } from "../../../src/api/client.tsx";
import { DatasetTable } from "../../../src/dataset/dataset-table.tsx";
import { EmptyNotice } from "../../../src/notice/empty-notice.tsx";
import { Loaded } from "../../../src/notice/loaded.tsx";
import { MoreButton } from "../../../src/notice/more-button.tsx";
import { useLazyDialog } from "../../../src/page/lazy-dialog.ts";
import { PageHeader } from "../../../src/page/page-header.tsx";
import { MayButton } from "../../../src/session/may.tsx";

// Loaded when first opened.
const CreateDialog = dynamic(() => import("../../../src/dataset/create-dialog.tsx").then((file) => file.CreateDialog), {
  ssr: false,
});

export function DatasetsClient() {
  const trpc = useTRPC();
  const creating = useLazyDialog();
  const datasets = useInfiniteQuery(
    trpc.dataset.list.infiniteQueryOptions(
      { limit: 25 },
      { getNextPageParam: (page) => page.next_cursor ?? undefined },
    ),
  );
  const newDataset = (
    <MayButton scope="dataset.write" onClick={creating.open}>
      New dataset
    </MayButton>
  );
  return (
    <>
      <PageHeader
        title="Datasets"
        lead="Each upload makes an immutable version with its own hash."
        actions={newDataset}
      />
      <Loaded query={datasets}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length > 0) return <DatasetTable datasets={items} />;
          return (
            <EmptyNotice title="No datasets yet" action={newDataset}>
              Create one, say where its data may go, and upload a JSONL file.
            </EmptyNotice>
          );
        }}
      </Loaded>
      <MoreButton query={datasets} />
      {creating.opened && <CreateDialog onClose={creating.close} />}
    </>
  );
}
