import { redirect } from "next/navigation";
import { demoSignIns } from "../../server/demo.ts";
import { currentSession } from "../../server/session.ts";
import { CalmPage } from "../../src/frame/calm-page.tsx";
import { nextPathOf } from "../../src/session/next-path.ts";
import { firstPlaceOf } from "../../src/session/places.ts";
import { SignInClient } from "./client.tsx";

export const metadata = { title: "Sign in" };

interface SignInPageProps {
  readonly searchParams: Promise<{ readonly next?: string | string[] }>;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { next: asked } = await searchParams;
  const next = nextPathOf(typeof asked === "string" ? asked : null);
  const session = await currentSession();
  if (session.person) redirect(next ?? firstPlaceOf(session));
  return (
    <CalmPage>
      <SignInClient demo={await demoSignIns()} next={next} />
    </CalmPage>
  );
}
