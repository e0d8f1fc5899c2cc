"use client";

import { Alert, Button, PasswordInput, Stack, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { signIn } from "../../src/session/auth-client.ts";
import { type DemoSignIn, DemoSignIns } from "../../src/session/demo-sign-ins.tsx";
import classes from "../../src/session/session.module.css";

function useSignIn() {
  const [refusal, setRefusal] = useState<string | null>(null);
  const [pending, setPending] = useState(false);
  const enter = async (email: string, password: string) => {
    setPending(true);
    setRefusal(null);
    const reason = await signIn(email, password).catch(
      () => "No answer came from Ingot. Check the connection, then try again.",
    );
    // A whole new page: nothing of the time before the sign-in stays in memory.
    if (reason === null) window.location.assign("/");
    else {
      setRefusal(reason);
      setPending(false);
    }
  };
  return { refusal, pending, enter };
}

export function SignInClient({ demo }: { readonly demo: readonly DemoSignIn[] | null }) {
  const { refusal, pending, enter } = useSignIn();
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { email: "", password: "" },
    validate: {
      email: (value) => (value.includes("@") ? null : "An e-mail address contains an @"),
      password: (value) => (value.length > 0 ? null : "Enter your password"),
    },
  });
  return (
    <div className={demo ? classes.split : classes.single}>
      <form method="post" onSubmit={form.onSubmit(({ email, password }) => void enter(email, password))} noValidate>
        <Stack gap="md">
          <Title order={1}>Sign in</Title>
          {refusal && (
            <Alert role="alert" color="red" variant="outline">
              {refusal}
            </Alert>
          )}
          <TextInput
            label="E-mail"
            type="email"
            name="email"
            autoComplete="username"
            key={form.key("email")}
            {...form.getInputProps("email")}
          />
          <PasswordInput
            label="Password"
            name="password"
            autoComplete="current-password"
            visibilityToggleButtonProps={{ "aria-label": "Show or hide the password" }}
            key={form.key("password")}
            {...form.getInputProps("password")}
          />
          <Button type="submit" loading={pending}>
            Sign in
          </Button>
        </Stack>
      </form>
      {demo && <DemoSignIns demo={demo} disabled={pending} onChoose={enter} />}
    </div>
  );
}
