// Guarantees: an invited person joins by the link alone and does what the role allows; who belongs to two organizations
// works for one at a time and sees nothing of the other; roles change, members leave, and the audit says so.
import type { Page } from "@playwright/test";
import { olivia, olympe, type Visitor } from "./people.ts";
import { expect, test } from "./visit.ts";

const newcomer: Visitor = { name: "Nora Keller", email: "nora@guest.example", password: "a long enough password" };

/** Invites as a person does, in Settings. **Returns** the link that is shown once. */
async function invite(page: Page, role: string, email = newcomer.email): Promise<string> {
  await page.goto("/settings");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("E-mail").fill(email);
  await dialog.getByRole("combobox", { name: "Role" }).click();
  await page.getByRole("option", { name: new RegExp(`^${role}`) }).click();
  await dialog.getByRole("button", { name: "Make the link" }).click();
  await expect(dialog).toContainText("Ingot sends no mail");
  const link = await dialog.locator("code").innerText();
  await dialog.getByRole("button", { name: "I have it" }).click();
  await expect(page.getByRole("table", { name: "Open invitations" })).toContainText(email);
  return link;
}

const organizationIn = (page: Page, name: string) => page.getByRole("banner").getByText(name, { exact: true });

async function switchTo(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Your account" }).click();
  await page.getByRole("menuitemradio", { name: new RegExp(`^${name}`) }).click();
  await expect(organizationIn(page, name)).toBeVisible();
}

async function changeRole(page: Page, to: string): Promise<void> {
  await page.goto("/settings");
  await page.getByRole("button", { name: `Change the role of ${newcomer.name}` }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "Role" }).click();
  await page.getByRole("option", { name: new RegExp(`^${to}`) }).click();
  await dialog.getByRole("button", { name: "Change the role" }).click();
  const row = page.getByRole("table", { name: "Members" }).getByRole("row", { name: new RegExp(newcomer.name) });
  await expect(row).toContainText(to);
}

async function remove(page: Page): Promise<void> {
  await page.getByRole("button", { name: `Remove ${newcomer.name}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
  await expect(page.getByRole("table", { name: "Members" })).not.toContainText(newcomer.name);
}

test("from the link to a member of two organizations, and out again", async ({ enter, visit }) => {
  const owner = await enter(olympe);
  const page = await visit();

  await page.goto(await invite(owner, "Engineer"));
  await expect(page.getByRole("heading", { name: "Join Atelier Lumen on Ingot" })).toBeVisible();
  await page.getByLabel("Your name").fill(newcomer.name);
  await page.getByLabel("Password", { exact: true }).fill(newcomer.password);
  await page.getByRole("button", { name: "Make the account" }).click();
  await expect(organizationIn(page, "Atelier Lumen")).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Main" }).getByText("Invoices")).toHaveCount(0);

  await changeRole(owner, "Viewer");
  await expect(owner.getByRole("table", { name: /^Audit log/ })).toContainText("Member role changed");
  await expect(owner.getByRole("table", { name: /^Audit log/ })).toContainText("Member joined");

  const other = await enter(olivia);
  await page.goto(await invite(other, "Viewer"));
  await page.getByRole("button", { name: "Accept the invitation" }).click();
  await expect(organizationIn(page, "Northwind Robotics")).toBeVisible();
  await page.goto("/settings");
  await expect(page.getByRole("table", { name: "Members" })).toContainText(olivia.email);
  await expect(page.getByRole("table", { name: "Members" })).not.toContainText(olympe.email);
  await switchTo(page, "Atelier Lumen");
  await page.goto("/settings");
  await expect(page.getByRole("table", { name: "Members" })).toContainText(olympe.email);
  await expect(page.getByRole("table", { name: "Members" })).not.toContainText(olivia.email);

  await owner.goto("/settings");
  await remove(owner);
  await page.goto("/home");
  await expect(page.getByRole("heading", { name: "Choose an organization" })).toBeVisible();
  await page.getByRole("button", { name: "Northwind Robotics" }).click();
  await expect(organizationIn(page, "Northwind Robotics")).toBeVisible();
  await other.goto("/settings");
  await remove(other);
});

test("a withdrawn link opens nothing", async ({ enter, visit }) => {
  const owner = await enter(olympe);
  const email = "nobody@guest.example";
  const link = await invite(owner, "Finance", email);
  await owner.getByRole("button", { name: `Withdraw the invitation of ${email}` }).click();
  await expect(owner.getByRole("row", { name: new RegExp(`^${email}`) })).toHaveCount(0);
  const page = await visit();
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "This invitation was withdrawn." })).toBeVisible();
  await page.goto("/join/join_nothing");
  await expect(page.getByRole("heading", { name: "This link names no invitation." })).toBeVisible();
});
