"use client";

import { Button, Text, Title } from "@mantine/core";
import classes from "./session.module.css";

/** One person of the demo, with the password that the demo prints anyway. */
export interface DemoSignIn {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly organization: string;
  readonly role: string;
}

interface DemoSignInsProps {
  readonly demo: readonly DemoSignIn[];
  readonly disabled: boolean;
  readonly onChoose: (email: string, password: string) => Promise<void>;
}

/** The people of the demo by organization; pressing one signs in as that person. */
export function DemoSignIns({ demo, disabled, onChoose }: DemoSignInsProps) {
  const organizations = [...new Set(demo.map((person) => person.organization))];
  return (
    <section aria-labelledby="demo-title">
      <Title order={2} id="demo-title">
        This is a demo: enter as
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        Everybody here has the password <code>{demo[0]?.password}</code>
      </Text>
      {organizations.map((organization) => (
        <div key={organization}>
          <Title order={3} size="sm" fw={600} mt="md" mb={6}>
            {organization}
          </Title>
          <ul className={classes.people}>
            {demo
              .filter((person) => person.organization === organization)
              .map((person) => (
                <li key={person.email}>
                  <Button
                    variant="default"
                    fullWidth
                    h="auto"
                    justify="flex-start"
                    disabled={disabled}
                    onClick={() => void onChoose(person.email, person.password)}
                  >
                    <span className={classes.person}>
                      <span>{person.name}</span>
                      <span className={classes.affiliation}>
                        {person.role}, {person.email}
                      </span>
                    </span>
                  </Button>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
