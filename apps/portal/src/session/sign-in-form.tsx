"use client";

import { Alert, Button, PasswordInput, Stack, TextInput, Title } from "@mantine/core";
import { type FormEvent, useState } from "react";

/** What the form asks for, by the names of its fields. */
export type Entered = Readonly<Record<"email" | "password" | "name", string>>;

const enteredIn = (form: HTMLFormElement): Entered => {
  const data = new FormData(form);
  const text = (name: string) => {
    const value = data.get(name);
    return typeof value === "string" ? value : "";
  };
  return { email: text("email").trim(), password: text("password"), name: text("name").trim() };
};

type Complaints = Partial<Record<keyof Entered, string>>;

function complaintsAbout({ email, password, name }: Entered, making: boolean): Complaints {
  const least = making ? 12 : 1;
  return {
    ...(!email.includes("@") && { email: "An e-mail address contains an @" }),
    ...(password.length < least && {
      password: making ? "A password has at least 12 characters" : "Enter your password",
    }),
    ...(making && name.length === 0 && { name: "Say what your colleagues call you" }),
  };
}

interface SignInFormProps {
  readonly title: string;
  /** Whether an account is made, instead of entered. */
  readonly making?: boolean;
  /** The only address that will do; unset, any. */
  readonly email?: string;
  readonly refusal: string | null;
  readonly pending: boolean;
  readonly onEnter: (entered: Entered) => void;
}

/** Sign in, or make an account. */
export function SignInForm({ title, making = false, email, refusal, pending, onEnter }: SignInFormProps) {
  const [complaints, setComplaints] = useState<Complaints>({});
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const entered = enteredIn(event.currentTarget);
    const found = complaintsAbout(entered, making);
    setComplaints(found);
    if (Object.keys(found).length === 0) onEnter(entered);
  };
  return (
    <form method="post" onSubmit={submit} noValidate>
      <Stack gap="md">
        <Title order={1}>{title}</Title>
        {refusal && (
          <Alert role="alert" color="red" variant="outline">
            {refusal}
          </Alert>
        )}
        {making && <TextInput label="Your name" name="name" autoComplete="name" error={complaints.name} />}
        <TextInput
          label="E-mail"
          type="email"
          name="email"
          autoComplete="username"
          defaultValue={email}
          readOnly={email !== undefined}
          error={complaints.email}
        />
        <PasswordInput
          label="Password"
          name="password"
          autoComplete={making ? "new-password" : "current-password"}
          description={making ? "At least 12 characters" : undefined}
          visibilityToggleButtonProps={{ "aria-label": "Show or hide the password" }}
          error={complaints.password}
        />
        <Button type="submit" loading={pending}>
          {making ? "Make the account" : "Sign in"}
        </Button>
      </Stack>
    </form>
  );
}
