// Control characters, halves of pairs, and those that turn the direction of what follows.
const unprintable = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu;

/** A customer's text as it may stand on a page or a paper: in one line, nothing in it that cannot be seen, cut to a length. */
export const printable = (text: string, most: number): string =>
  text.replaceAll(unprintable, "").trim().slice(0, most).trim();
