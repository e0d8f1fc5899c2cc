"use client";

import { useState } from "react";
import { signIn } from "../../src/session/auth-client.ts";
import { type DemoSignIn, DemoSignIns } from "../../src/session/demo-sign-ins.tsx";
import classes from "../../src/session/session.module.css";
import { SignInForm } from "../../src/session/sign-in-form.tsx";

function useSignIn(next: string | null) {
  const [refusal, setRefusal] = useState<string | null>(null);
  const [pending, setPending] = useState(false);
  const enter = async (email: string, password: string) => {
    setPending(true);
    setRefusal(null);
    const reason = await signIn(email, password).catch(
      () => "No answer came from Ingot. Check the connection, then try again.",
    );
    // A whole new page: nothing of the time before the sign-in stays in memory.
    if (reason === null) window.location.assign(next ?? "/");
    else {
      setRefusal(reason);
      setPending(false);
    }
  };
  return { refusal, pending, enter };
}

interface SignInClientProps {
  readonly demo: readonly DemoSignIn[] | null;
  /** The page to come back to. */
  readonly next: string | null;
}

export function SignInClient({ demo, next }: SignInClientProps) {
  const { refusal, pending, enter } = useSignIn(next);
  return (
    <div className={demo ? classes.split : classes.single}>
      <SignInForm
        title="Sign in"
        refusal={refusal}
        pending={pending}
        onEnter={({ email, password }) => void enter(email, password)}
      />
      {demo && <DemoSignIns demo={demo} disabled={pending} onChoose={enter} />}
    </div>
  );
}
