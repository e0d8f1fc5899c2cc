import { Button, Group, Text, Title } from "@mantine/core";
import { redirect } from "next/navigation";
import { currentSession } from "../server/session.ts";
import { CalmPage } from "../src/frame/calm-page.tsx";
import { Link } from "../src/page/link.tsx";
import { firstPlaceOf } from "../src/session/places.ts";

export default async function LandingPage() {
  const session = await currentSession();
  if (session.person) redirect(firstPlaceOf(session));
  return (
    <CalmPage>
      <Title order={1} fz="clamp(2rem, 6vw, 3.25rem)" lh={1.1} maw="18ch">
        One price, one date, the reasons for both.
      </Title>
      <Text size="lg" mt="lg" maw="38rem">
        Name a model, a number of tokens and a dataset. Ingot answers with what the training run costs, when it ends and
        why.
      </Text>
      <Text size="lg" mt="sm" maw="38rem" c="dimmed">
        Sign, and the run is placed on GPUs or wafers and carried through every failure at our risk. You get
        checkpoints, an invoice, and a credit if it was late.
      </Text>
      <Text size="lg" mt="sm" maw="38rem" c="dimmed">
        The planner behind it is open to everybody: any model on any cluster, with every second and every byte accounted
        for, in your browser.
      </Text>
      <Group mt="xl">
        <Button component={Link} href="/sign-in" size="md">
          Sign in
        </Button>
        <Button component={Link} href="/planner" prefetch={false} size="md" variant="default">
          Open the planner
        </Button>
        <Button component="a" href="/api/docs" size="md" variant="default">
          API reference
        </Button>
      </Group>
    </CalmPage>
  );
}
