// Guarantee: a page of the other side of the house is told apart by its address alone, before it asks for anything.
import { expect, it } from "vitest";
import { isOnOwnSide } from "./places.ts";

const customer = {
  staff_role: null,
  organization: { id: "org_1", name: "Lumen", country: "FR", role: "owner" },
} as const;
const staff = { staff_role: "operator", organization: null } as const;

it.each(["/fleet", "/fleet/site_1", "/keys"])("opens %s to staff alone", (path) => {
  expect(isOnOwnSide(staff, path)).toBe(true);
  expect(isOnOwnSide(customer as never, path)).toBe(false);
});

it.each(["/home", "/contracts/ctr_1", "/quote/new", "/settings"])("opens %s to customers alone", (path) => {
  expect(isOnOwnSide(customer as never, path)).toBe(true);
  expect(isOnOwnSide(staff, path)).toBe(false);
});

it("leaves pages of neither side open, and does not take a name for its beginning", () => {
  for (const path of ["/planner", "/keystone", "/homely"]) {
    expect(isOnOwnSide(staff, path)).toBe(true);
    expect(isOnOwnSide(customer as never, path)).toBe(true);
  }
});
