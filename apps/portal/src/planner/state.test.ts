// Guarantee: the planner's state is another object only where something in it is another: who is told that the slider
// stands where it stood does nothing.
import { expect, test } from "vitest";
import { changed, firstState } from "./state.ts";

test("a change that changes nothing leaves the state as it is", () => {
  expect(changed(firstState, { devices: firstState.devices, model: firstState.model })).toBe(firstState);
  expect(changed(firstState, {})).toBe(firstState);
});

test("a change of one field is a new state with the others kept", () => {
  expect(changed(firstState, { devices: 8, model: firstState.model })).toEqual({ ...firstState, devices: 8 });
});
