import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { currentSession } from "../../server/session.ts";
import { HydrateClient, prefetch, trpc } from "../../server/trpc.ts";
import { Shell } from "../../src/frame/shell.tsx";
import { SessionProvider } from "../../src/session/session.tsx";

export default async function PortalLayout({ children }: { readonly children: ReactNode }) {
  const session = await currentSession();
  if (!session.person) redirect("/sign-in");
  await prefetch(trpc.clock.get.queryOptions());
  return (
    <SessionProvider session={session}>
      <HydrateClient>
        <Shell>{children}</Shell>
      </HydrateClient>
    </SessionProvider>
  );
}
