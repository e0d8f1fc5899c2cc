"use client";

import { Skeleton } from "@mantine/core";
import dynamic from "next/dynamic";

/** The pictures of a plan on wafers; their code comes when a page has such a plan. */
export const Wafer = dynamic(() => import("./wafer-panel.tsx").then((module) => module.WaferPanel), {
  ssr: false,
  loading: () => <Skeleton height={480} />,
});
