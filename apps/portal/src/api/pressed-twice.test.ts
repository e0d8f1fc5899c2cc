// Guarantee: a button pressed twice sends one write, and both presses get its answer; asked again later it is sent again.
import { observable, observableToPromise, type Observer } from "@trpc/server/observable";
import { expect, it } from "vitest";
import { pressedTwice } from "./pressed-twice.ts";

type Answering = Observer<unknown, never>;

function setUp() {
  const sent: Answering[] = [];
  const link = pressedTwice({} as never);
  const next = () => observable((observer) => void sent.push(observer as Answering));
  const press = (path: string, input: unknown) =>
    observableToPromise(link({ op: { path, input } as never, next: next as never }));
  const answer = (observer: Answering | undefined, value: unknown) => {
    observer?.next(value);
    observer?.complete();
  };
  return { sent, press, answer };
}

it("joins twins under way, and keeps apart what differs", async () => {
  const { sent, press, answer } = setUp();
  const twins = [press("quote.create", { tokens: 1 }), press("quote.create", { tokens: 1 })];
  const other = press("quote.create", { tokens: 2 });
  expect(sent).toHaveLength(2);
  answer(sent[0], "Q-000001");
  answer(sent[1], "Q-000002");
  expect(await Promise.all([...twins, other])).toEqual(["Q-000001", "Q-000001", "Q-000002"]);
});

it("sends the same write again once the first is answered", async () => {
  const { sent, press, answer } = setUp();
  const first = press("contract.pause", { id: "ctr_1" });
  answer(sent[0], "paused");
  await first;
  void press("contract.pause", { id: "ctr_1" });
  expect(sent).toHaveLength(2);
});
