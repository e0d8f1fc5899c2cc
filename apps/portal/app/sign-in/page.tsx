import { redirect } from "next/navigation";
import { demoSignIns } from "../../server/demo.ts";
import { currentSession } from "../../server/session.ts";
import { CalmPage } from "../../src/frame/calm-page.tsx";
import { firstPlaceOf } from "../../src/session/places.ts";
import { SignInClient } from "./client.tsx";

export const metadata = { title: "Sign in" };

export default async function SignInPage() {
  const session = await currentSession();
  if (session.person) redirect(firstPlaceOf(session));
  return (
    <CalmPage>
      <SignInClient demo={await demoSignIns()} />
    </CalmPage>
  );
}
