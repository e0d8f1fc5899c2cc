import { Text } from "@mantine/core";
import type { Tone } from "../words/tone.ts";
import classes from "./value.module.css";

/** A judgement in small words, coloured by how good it is; the words say it without the colour. */
export function ToneText({ of }: { readonly of: { readonly tone: Tone; readonly text: string } }) {
  return (
    <Text component="div" size="sm" className={classes[of.tone]}>
      {of.text}
    </Text>
  );
}
