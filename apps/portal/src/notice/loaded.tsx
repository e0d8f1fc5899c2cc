import { Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { PageHeader } from "../page/page-header.tsx";
import { FailureNotice } from "./failure-notice.tsx";
import classes from "./notice.module.css";

interface LoadedProps<Data> {
  readonly query: {
    readonly data: Data | undefined;
    readonly error: unknown;
    readonly refetch: () => unknown;
  };
  /** Height of what will appear, so that nothing jumps when it does. */
  readonly rows?: number;
  /** Title of the page until the thing itself brings its own. */
  readonly heading?: string;
  readonly children: (data: NoInfer<Data>) => ReactNode;
}

/** Shows what a query brought; before that its place, and on failure the reason. */
export function Loaded<Data>({ query, rows = 5, heading, children }: LoadedProps<Data>) {
  if (query.data !== undefined) return children(query.data);
  return (
    <>
      {heading && <PageHeader title={heading} />}
      {query.error ? (
        <FailureNotice error={query.error} retry={() => void query.refetch()} />
      ) : (
        <div className={classes.placeholder} role="status">
          <span className="visually-hidden">Loading</span>
          {Array.from({ length: rows }, (_, row) => (
            <Skeleton key={row} height={36} />
          ))}
        </div>
      )}
    </>
  );
}
