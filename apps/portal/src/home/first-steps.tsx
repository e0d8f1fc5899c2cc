import { Button, List, ListItem } from "@mantine/core";
import { EmptyNotice } from "../notice/empty-notice.tsx";
import { Link } from "../page/link.tsx";
import { TextLink } from "../page/text-link.tsx";

/** The way to the first contract, for an organization that has none. */
export function FirstSteps() {
  return (
    <EmptyNotice
      title="Three steps to a trained model"
      action={
        <Button component={Link} href="/datasets">
          Begin with a dataset
        </Button>
      }
    >
      <List component="ol" type="ordered" spacing={4}>
        <ListItem>
          Upload a <TextLink href="/datasets">dataset</TextLink>.
        </ListItem>
        <ListItem>
          Ask for a <TextLink href="/quote/new">quote</TextLink>: one price, one date.
        </ListItem>
        <ListItem>Accept it, and watch the run.</ListItem>
      </List>
    </EmptyNotice>
  );
}
