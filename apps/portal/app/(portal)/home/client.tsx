"use client";

import { HomeView } from "../../../src/home/home-view.tsx";
import { PageHeader } from "../../../src/page/page-header.tsx";
import { MayButton } from "../../../src/session/may.tsx";
import { useSession } from "../../../src/session/session.tsx";

export function HomeClient() {
  const { organization } = useSession();
  return (
    <>
      <PageHeader
        title={organization?.name ?? "Home"}
        lead="What is running, what needs you, what it cost."
        actions={
          <MayButton scope="quote.write" href="/quote/new">
            New quote
          </MayButton>
        }
      />
      <HomeView />
    </>
  );
}
