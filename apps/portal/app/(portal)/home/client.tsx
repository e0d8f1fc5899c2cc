"use client";

import { Button } from "@mantine/core";
import { HomeView } from "../../../src/home/home-view.tsx";
import { Link } from "../../../src/page/link.tsx";
import { PageHeader } from "../../../src/page/page-header.tsx";
import { useSession } from "../../../src/session/session.tsx";

export function HomeClient() {
  const { organization } = useSession();
  return (
    <>
      <PageHeader
        title={organization?.name ?? "Home"}
        lead="What is running, what needs you, what it cost."
        actions={
          <Button component={Link} href="/quote/new">
            New quote
          </Button>
        }
      />
      <HomeView />
    </>
  );
}
