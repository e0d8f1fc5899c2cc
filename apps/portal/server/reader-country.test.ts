// Guarantee: a reader's country is what our own proxy says, never what the reader says.
import { expect, it } from "vitest";
import { readerCountry } from "./reader-country.ts";

const headers = new Headers({ "x-country": "fr", "x-other": "US" });

it.each([
  [{ behindProxy: true, readerCountryHeader: "x-country" }, "FR"],
  [{ behindProxy: false, readerCountryHeader: "x-country" }, null],
  [{ behindProxy: true, readerCountryHeader: undefined }, null],
  [{ behindProxy: true, readerCountryHeader: "x-missing" }, null],
])("%j", (environment, country) => {
  expect(readerCountry(headers, environment)).toBe(country);
});

it("takes nothing that is no country", () => {
  const environment = { behindProxy: true, readerCountryHeader: "x-country" };
  for (const wrong of ["", "XX1", "France", "F"]) {
    expect(readerCountry(new Headers({ "x-country": wrong }), environment)).toBeNull();
  }
});
