// Guarantee: what a person types into an ask stays as typed, whatever arrives meanwhile.
import { signInOverHttp } from "../integration/caller.ts";
import { makeVersion } from "../integration/purchase.ts";
import { adrien } from "./people.ts";
import { answer, choose, confirmed } from "./quote-pages.ts";
import { expect, test } from "./visit.ts";

test("an answer that arrives while a number of devices is typed puts no digit beside it", async ({ enter }) => {
  const { versionId } = await makeVersion(await signInOverHttp(adrien), "Typed");
  const page = await enter(adrien);
  await page.goto(`/quote/new?dataset_version=${versionId}&tokens=5000000000`);
  await choose(page, "Model", /^GPT-2 124M/);
  await choose(page, "Hardware", /H100/);
  const number = page.getByLabel("Number of devices");
  await confirmed(page);
  await expect(number).not.toHaveValue("1");
  const held = Promise.withResolvers<undefined>();
  await page.route("**/quote.preview*", async (route) => {
    await held.promise;
    await route.continue();
  });
  await choose(page, "Hardware", /CS-2/);
  await number.selectText();
  held.resolve(undefined);
  await expect(answer(page)).toContainText("1 Cerebras CS-2");
  await page.keyboard.type("2");
  await expect(number).toHaveValue("2");
  await expect(answer(page)).toContainText("2 Cerebras CS-2");
});
