import { createCaller } from "@ingot/api";
import { contextOfRequest } from "../../../server/trpc.ts";
import { currentSession } from "../../../server/session.ts";
import { CalmPage } from "../../../src/frame/calm-page.tsx";
import { JoinClient } from "./client.tsx";

// The secret stands in the address, so no page that follows is told it.
export const metadata = { title: "Invitation", referrer: "no-referrer" as const };

export default async function JoinPage({ params }: { readonly params: Promise<{ readonly token: string }> }) {
  const { token } = await params;
  const caller = createCaller(await contextOfRequest());
  const offer = await caller.member.offer({ token }).catch(() => null);
  const { person } = await currentSession();
  return (
    <CalmPage>
      <JoinClient token={token} offer={offer} signedInAs={person?.email ?? null} />
    </CalmPage>
  );
}
