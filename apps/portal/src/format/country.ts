const names = new Intl.DisplayNames(["en-US"], { type: "region" });

/** `FR` as `France`; a code that names no country stays as it is. */
export function countryName(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (names.of(code) ?? code) : code;
}
