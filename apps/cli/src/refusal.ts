/** Something that the person at the terminal can put right: told as one sentence, with exit status 1. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}
