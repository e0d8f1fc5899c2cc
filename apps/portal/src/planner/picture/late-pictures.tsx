"use client";

import { Skeleton } from "@mantine/core";
import dynamic from "next/dynamic";

/** The pictures, loaded once the page stands. */
export const LatePictures = dynamic(() => import("./pictures.tsx").then((module) => module.Pictures), {
  ssr: false,
  loading: () => <Skeleton height={320} />,
});
