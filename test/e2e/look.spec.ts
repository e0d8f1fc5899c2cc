// Guarantee: every page, in light and dark, on a phone and a desk, passes axe, fits its width and makes no browser complain.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { signInOverHttp } from "../integration/caller.ts";
import { packJson } from "../../apps/portal/src/planner/link/packed.ts";
import { makeQuote, makeVersion, signQuote } from "../integration/purchase.ts";
import { olympe, otto } from "./people.ts";
import { ownConfig } from "./quote-pages.ts";
import { expect, test } from "./visit.ts";

test.describe.configure({ mode: "parallel", timeout: 480_000 });

const work = { model: "gpt2", tokens: 20_000_000_000, wish: { system: "cs-2", devices: 1 } };
const looks = [
  { colorScheme: "light", width: 1440 },
  { colorScheme: "dark", width: 1440 },
  { colorScheme: "light", width: 390 },
  { colorScheme: "dark", width: 390 },
] as const;

async function customerThings(): Promise<string[]> {
  const buyer = await signInOverHttp(olympe);
  const upload = await makeVersion(buyer, "To look at");
  const quote = await makeQuote(buyer, upload, work);
  const { model: _, ...amount } = work;
  const own = await makeQuote(buyer, upload, { ...amount, config: ownConfig, tokens_counted_in: "r50k_base" });
  const contract = await signQuote(buyer, await makeQuote(buyer, upload, work));
  const { body } = await buyer.rest("GET", `/invoices?contract_id=${contract}`);
  const invoice = (body["items"] as { id: string }[])[0]?.id;
  return [
    `/datasets/${upload.datasetId}`,
    `/quote/new?dataset=${upload.datasetId}&dataset_version=${upload.versionId}`,
    `/quotes/${quote.id}`,
    `/quote/new?dataset_version=${upload.versionId}&tokens=5000000000&config=${await packJson(JSON.stringify(ownConfig))}`,
    `/quotes/${own.id}`,
    `/contracts/${contract}`,
    `/invoices/${invoice}`,
    `/workflows/${contract}`,
  ];
}

/** Where an invitation's link leads. */
async function joinPage(): Promise<string> {
  const owner = await signInOverHttp(olympe);
  const body = { email: "looked-at@guest.example", role: "viewer" };
  const { body: invitation } = await owner.rest("POST", "/invitations", { body });
  return `/join/${String(invitation["token"])}`;
}

async function staffPages(): Promise<string[]> {
  const operator = await signInOverHttp(otto);
  const { body } = await operator.rest("GET", "/fleet/sites");
  return ["/fleet", "/keys", ...(body["items"] as { id: string }[]).slice(0, 1).map(({ id }) => `/fleet/${id}`)];
}

const customerLists = [
  "/home",
  "/datasets",
  "/quotes",
  "/contracts",
  "/invoices",
  "/workflows",
  "/settings",
  "/nowhere",
];

/** Waits until nothing on the page says that it is still loading. */
async function settled(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "Loading" })).toHaveCount(0);
  await expect(page.locator(".mantine-Skeleton-root")).toHaveCount(0);
}

async function faultsOf(page: Page, { colorScheme }: (typeof looks)[number]): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode();
  // In the dark only colours differ: names, roles and order were looked at in the light.
  const { violations } = await (colorScheme === "dark" ? axe.withRules(["color-contrast"]) : axe).analyze();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return [
    ...violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map(({ html }) => html)
          .slice(0, 2)
          .join(" ")}`,
    ),
    ...(wide > 0 ? [`${wide} px wider than the screen`] : []),
  ];
}

/** Looks at each page in every light and width. **Returns** what is wrong, by page. */
async function inspect(page: Page, paths: readonly string[]): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const path of paths) {
    await page.goto(path);
    await settled(page);
    for (const look of looks) {
      const { colorScheme, width } = look;
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await settled(page);
      const faults = await faultsOf(page, look);
      if (faults.length > 0) found[`${path} (${colorScheme}, ${width})`] = faults;
    }
  }
  return found;
}

test("lists of a customer", async ({ enter }) => {
  expect(await inspect(await enter(olympe), customerLists)).toEqual({});
});

test("things of a customer", async ({ enter }) => {
  expect(await inspect(await enter(olympe), await customerThings())).toEqual({});
});

test("pages of an operator", async ({ enter }) => {
  expect(await inspect(await enter(otto), await staffPages())).toEqual({});
});

test("pages for everybody", async ({ visit }) => {
  expect(
    await inspect(await visit(), [
      "/",
      "/planner",
      "/planner?n=4",
      "/planner?on=cs-3&n=4",
      "/long-sequences",
      "/sign-in",
      await joinPage(),
      "/join/join_nothing",
    ]),
  ).toEqual({});
});
