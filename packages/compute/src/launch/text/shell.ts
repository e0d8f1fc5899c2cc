/** A word of a shell script: as it is where that is safe, else in single quotes. */
export const shellWord = (text: string): string =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** Lines of a comment at the head of a script or a configuration. */
export const commentLines = (text: readonly string[]): string[] => text.map((line) => `# ${line}`.trimEnd());
