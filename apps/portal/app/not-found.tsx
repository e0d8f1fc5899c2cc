import { Button, Text, Title } from "@mantine/core";
import { CalmPage } from "../src/frame/calm-page.tsx";
import { Link } from "../src/page/link.tsx";

export const metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <CalmPage>
      <Title order={1}>There is no such page</Title>
      <Text mt="sm" mb="lg" c="dimmed">
        The address is wrong, or what it named is not yours to see.
      </Text>
      <Button component={Link} href="/">
        To the first page
      </Button>
    </CalmPage>
  );
}
