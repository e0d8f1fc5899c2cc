import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { currentSession } from "../../server/session.ts";
import { HydrateClient, prefetch, trpc } from "../../server/trpc.ts";
import { PortalProviders } from "../../src/frame/portal-providers.tsx";
import { Shell } from "../../src/frame/shell.tsx";
import { signInPath } from "../../src/session/next-path.ts";
import { NoOrganization } from "../../src/session/no-organization.tsx";

export default async function PortalLayout({ children }: { readonly children: ReactNode }) {
  const session = await currentSession();
  if (!session.person) redirect(signInPath((await headers()).get("x-ingot-path")));
  if (!session.organization && !session.staff_role) return <NoOrganization session={session} />;
  await prefetch(trpc.clock.get.queryOptions());
  return (
    <PortalProviders session={session}>
      <HydrateClient>
        <Shell>{children}</Shell>
      </HydrateClient>
    </PortalProviders>
  );
}
