// Guarantee: the arrow keys reach every node of the grid and never leave it.
import { expect, it } from "vitest";
import { neighbourOf, nodeStateOf } from "./node-state.ts";

it("walks by rows and columns and stops at the edges", () => {
  expect(neighbourOf(5, "ArrowRight", 4, 10)).toBe(6);
  expect(neighbourOf(5, "ArrowUp", 4, 10)).toBe(1);
  expect(neighbourOf(8, "ArrowDown", 4, 10)).toBe(8);
  expect(neighbourOf(0, "ArrowLeft", 4, 10)).toBe(0);
  expect(neighbourOf(3, "End", 4, 10)).toBe(9);
  expect(neighbourOf(3, "x", 4, 10)).toBe(3);
});

it("names what a node does", () => {
  expect(nodeStateOf({ status: "up", job_id: "job_1" })).toBe("busy");
  expect(nodeStateOf({ status: "up", job_id: null })).toBe("free");
  expect(nodeStateOf({ status: "down", job_id: "job_1" })).toBe("down");
});
