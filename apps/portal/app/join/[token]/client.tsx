"use client";

import { Anchor, Button, Group, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import type { InvitationOffer } from "../../../src/api/outputs.ts";
import { formatInstant } from "../../../src/format/instant.ts";
import { signIn, signOut, signUp } from "../../../src/session/auth-client.ts";
import { join } from "../../../src/session/join.ts";
import classes from "../../../src/session/session.module.css";
import { type Entered, SignInForm } from "../../../src/session/sign-in-form.tsx";
import { spellOut } from "../../../src/words/sentences.ts";

const toFirstPage = () => window.location.assign("/");
const silence = "No answer came from Ingot. Check the connection, then try again.";

/** Runs one deed at a time and keeps why it was refused. */
function useDeed(next: () => void) {
  const [refusal, setRefusal] = useState<string | null>(null);
  const [pending, setPending] = useState(false);
  const run = async (deed: () => Promise<string | null>) => {
    setPending(true);
    setRefusal(null);
    const reason = await deed().catch((error: unknown) => (error instanceof Error ? error.message : silence));
    if (reason === null) next();
    else {
      setRefusal(reason);
      setPending(false);
    }
  };
  return { refusal, pending, run };
}

const closed = {
  expired: "This invitation has expired.",
  accepted: "This invitation was accepted before.",
  canceled: "This invitation was withdrawn.",
} as const;

function Closed({ text }: { readonly text: string }) {
  return (
    <Stack gap="md" maw="34rem">
      <Title order={1}>{text}</Title>
      <Text>Ask whoever invited you for a new link. If you have joined already, just sign in.</Text>
      <Anchor href="/sign-in" underline="always">
        Sign in
      </Anchor>
    </Stack>
  );
}

function AsYou({ token, email }: { readonly token: string; readonly email: string }) {
  const { refusal, pending, run } = useDeed(toFirstPage);
  return (
    <Stack gap="md">
      <Text>You are signed in as {email}.</Text>
      {refusal && (
        <Text role="alert" c="var(--ingot-bad)">
          {refusal}
        </Text>
      )}
      <Button loading={pending} onClick={() => void run(() => join(token))}>
        Accept the invitation
      </Button>
    </Stack>
  );
}

function AsOther({ signedInAs, email }: { readonly signedInAs: string; readonly email: string }) {
  const { refusal, pending, run } = useDeed(() => window.location.reload());
  const leave = async () => {
    await signOut("here");
    return null;
  };
  return (
    <Stack gap="md">
      <Text>
        You are signed in as {signedInAs}, and this invitation is for {email}.
      </Text>
      {refusal && <Text role="alert">{refusal}</Text>}
      <Button loading={pending} onClick={() => void run(leave)}>
        Sign out and continue
      </Button>
    </Stack>
  );
}

function AsNewcomer({ token, email }: { readonly token: string; readonly email: string }) {
  const [making, setMaking] = useState(true);
  const { refusal, pending, run } = useDeed(toFirstPage);
  const enter = ({ name, password }: Entered) =>
    run(async () => (await (making ? signUp({ email, name, password }) : signIn(email, password))) ?? join(token));
  return (
    <div className={classes.single}>
      <SignInForm
        key={String(making)}
        title={making ? "Make an account" : "Sign in to accept"}
        making={making}
        email={email}
        refusal={refusal}
        pending={pending}
        onEnter={(entered) => void enter(entered)}
      />
      <Group mt="md">
        <Anchor component="button" type="button" underline="always" onClick={() => setMaking(!making)}>
          {making ? "I have an account already" : "I have no account yet"}
        </Anchor>
      </Group>
    </div>
  );
}

interface JoinClientProps {
  readonly token: string;
  readonly offer: InvitationOffer | null;
  readonly signedInAs: string | null;
}

/** What the invitation offers, and the way in for whoever holds the link. */
export function JoinClient({ token, offer, signedInAs }: JoinClientProps) {
  if (!offer) return <Closed text="This link names no invitation." />;
  if (offer.status !== "pending") return <Closed text={closed[offer.status]} />;
  const { organization, email, role } = offer;
  return (
    <Stack gap="xl">
      <div>
        <Title order={signedInAs === null ? 2 : 1}>Join {organization} on Ingot</Title>
        <Text mt="xs">
          {offer.invited_by} invites {email} with the role {spellOut(role).toLowerCase()}. The invitation is open until{" "}
          {formatInstant(offer.expires_at)}.
        </Text>
      </div>
      {signedInAs === null && <AsNewcomer token={token} email={email} />}
      {signedInAs === email && <AsYou token={token} email={email} />}
      {signedInAs !== null && signedInAs !== email && <AsOther signedInAs={signedInAs} email={email} />}
    </Stack>
  );
}
