import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import type { ReactNode } from "react";
import { currentSession } from "../../server/session.ts";
import { HydrateClient, prefetch, trpc } from "../../server/trpc.ts";
import { PortalProviders } from "../../src/frame/portal-providers.tsx";
import { Shell } from "../../src/frame/shell.tsx";
import { isOnOwnSide } from "../../src/session/places.ts";
import { signInPath } from "../../src/session/next-path.ts";
import { NoOrganization } from "../../src/session/no-organization.tsx";

export default async function PortalLayout({ children }: { readonly children: ReactNode }) {
  const session = await currentSession();
  const asked = (await headers()).get("x-ingot-path");
  if (!session.person) redirect(signInPath(asked));
  if (!session.organization && !session.staff_role) return <NoOrganization session={session} />;
  if (asked && !isOnOwnSide(session, asked.replace(/\?.*$/, ""))) notFound();
  await prefetch(trpc.clock.get.queryOptions());
  return (
    <PortalProviders session={session}>
      <HydrateClient>
        <Shell>{children}</Shell>
      </HydrateClient>
    </PortalProviders>
  );
}
