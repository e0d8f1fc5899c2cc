// Guarantees that an upload becomes a version whole or leaves nothing: no bad row, no lost byte, no half file.
import { decodeManifest, verifyVersion } from "@ingot/datasets";
import { tables } from "@ingot/db";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditOf, createWorld, type World } from "../../test/world.ts";
import { createDataset } from "./create.ts";
import { getDataset } from "./get.ts";
import { getUpload } from "./get-upload.ts";
import { listDatasets } from "./list.ts";
import { listUploads } from "./list-uploads.ts";
import { listDatasetVersions } from "./list-versions.ts";
import { uploadDataset, type UploadInput } from "./upload.ts";

const good = Buffer.from(
  Array.from(
    { length: 3_000 },
    (_, index) => `${JSON.stringify({ text: `Row ${index}: ${"melt and pour ".repeat(20)}` })}\n`,
  ).join(""),
);

async function* inParts(bytes: Uint8Array, size = 65_536): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

describe("uploading a dataset", () => {
  let world: World;
  let datasetId: string;
  const open = { store: null, process: null, see: null };
  const ctx = (role: "engineer" | "viewer" = "engineer", extra = {}) => world.lumen.ctx(role, extra);

  beforeAll(async () => {
    world = await createWorld();
    const residency = { store: ["FR"], process: ["FR"], see: null };
    const made = await createDataset({ ctx: ctx(), input: { name: "Foundry", description: "", residency } });
    datasetId = made.id;
  });
  afterAll(() => world.close());

  const upload = (input: Partial<UploadInput> = {}) =>
    uploadDataset({ ctx: ctx(), input: { datasetId, body: inParts(good), ...input } });
  const versions = () =>
    world.databases.platform.select().from(tables.datasetVersion).where(eq(tables.datasetVersion.datasetId, datasetId));
  const uploadNow = (id: string) => getUpload({ ctx: ctx(), input: { id } });
  const uploadId = () => world.platform.newId("upload");
  const manifests = async () => {
    const keys: string[] = [];
    for await (const key of world.platform.stores.datasets.list("manifests/")) keys.push(key);
    return keys.length;
  };

  it("makes an immutable version with its hash, its counts for each vocabulary and the dataset's fence", async () => {
    const done = await upload({ expectedBytes: good.length });
    expect(done).toMatchObject({ status: "accepted", bytes_received: good.length, records: 3_000, rows_rejected: 0 });
    const { items } = await listDatasetVersions({ ctx: ctx("viewer"), input: { id: datasetId, limit: 10 } });
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      number: 1,
      created_by: "A engineer",
      bytes: good.length,
      records: 3_000,
      residency: { store: ["FR"], process: ["FR"] },
    });
    const counts = items[0]?.token_counts ?? [];
    expect(counts.map(({ encoding }) => encoding)).toEqual(["r50k_base", "cl100k_base"]);
    for (const { tokens } of counts) expect(tokens).toBeGreaterThan(3_000 * 60);
    const [row] = await versions();
    const manifest = decodeManifest(Buffer.from(JSON.stringify(row?.manifest)));
    expect(await verifyVersion(world.platform.stores.datasets, manifest, { full: true })).toMatchObject({
      wholeFile: true,
    });
    expect(await auditOf(world, world.lumen.id)).toContain(`dataset.version_created ${row?.id}`);
    expect(await getDataset({ ctx: ctx(), input: { id: datasetId } })).toMatchObject({ versions: 1 });
  });

  it("keeps the name of the file in one printable line, and takes a file without one", async () => {
    const named = await upload({ fileName: ` träning\u0000 data\u202e.jsonl\n${"x".repeat(400)}` });
    expect(named.file_name).toHaveLength(255);
    expect(named.file_name).toMatch(/^träning data\.jsonlx+$/);
    expect((await upload({ fileName: " " })).file_name).toBeNull();
    expect((await upload()).file_name).toBeNull();
    const { items } = await listUploads({ ctx: ctx(), input: { id: datasetId, limit: 3 } });
    expect(items.map(({ file_name }) => file_name)).toContain(named.file_name);
  });

  it("finds the version again when the content is the same", async () => {
    const again = await upload();
    expect(again).toMatchObject({ status: "accepted", message: "the content is that of version 1" });
    expect(await versions()).toHaveLength(1);
  });

  it("reports the first hundred bad rows by line and counts the rest; nothing of the file stays", async () => {
    const before = await manifests();
    const rows = Array.from({ length: 400 }, (_, index) =>
      index % 2 === 0 ? JSON.stringify({ text: "fine" }) : "{broken",
    );
    const refused = await upload({ body: inParts(Buffer.from(`${rows.join("\n")}\n`)) });
    expect(refused).toMatchObject({ status: "rejected", rows_rejected: 200, dataset_version_id: null });
    expect(refused.rejected_rows).toHaveLength(100);
    expect(refused.rejected_rows[0]).toEqual({ line: 2, rule: "json", received: "{broken" });
    expect(await versions()).toHaveLength(1);
    expect(await manifests()).toBe(before);
  });

  it("refuses other than the announced bytes, too few as well as too many", async () => {
    for (const expectedBytes of [good.length + 1, good.length - 1]) {
      const id = uploadId();
      await expect(upload({ uploadId: id, expectedBytes })).rejects.toMatchObject({ code: "VALIDATION" });
      expect(await uploadNow(id)).toMatchObject({ status: "failed", dataset_version_id: null });
    }
    expect(await versions()).toHaveLength(1);
  });

  it("marks an upload whose connection broke as failed, and takes it again under another id only", async () => {
    const id = uploadId();
    async function* breaking(): AsyncGenerator<Uint8Array> {
      yield good.subarray(0, 200_000);
      throw new Error("socket hang up at 10.1.2.3");
    }
    await expect(upload({ uploadId: id, body: breaking() })).rejects.toThrow("socket hang up");
    const failed = await uploadNow(id);
    expect(failed).toMatchObject({ status: "failed" });
    expect(failed.message).not.toContain("10.1.2.3");
    await expect(upload({ uploadId: id })).rejects.toMatchObject({ code: "CONFLICT", details: { status: "failed" } });
  });

  it("shows an upload whose process died as failed, without anybody noticing", async () => {
    const id = uploadId();
    const done = await upload({ uploadId: id });
    const { upload: table } = tables;
    const died = { status: "receiving" as const, updatedAt: new Date(Date.now() - 31_000) };
    await world.databases.platform.update(table).set(died).where(eq(table.id, done.id));
    expect(await uploadNow(id)).toMatchObject({ status: "failed" });
    const { items } = await listUploads({ ctx: ctx(), input: { id: datasetId, limit: 100 } });
    expect(items.find((item) => item.id === id)).toMatchObject({ status: "failed" });
  });

  it("stops when it is told to", async () => {
    const ending = new AbortController();
    const id = uploadId();
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (let part = 0; ; part += 1) {
        if (part === 3) ending.abort(new Error("the request was closed"));
        yield good.subarray(0, 100_000);
      }
    }
    await expect(upload({ uploadId: id, body: endless(), signal: ending.signal })).rejects.toThrow("was closed");
    expect(await uploadNow(id)).toMatchObject({ status: "failed" });
  });

  it("answers the same upload id with what became of it", async () => {
    const id = uploadId();
    const first = await upload({ uploadId: id });
    expect(await upload({ uploadId: id, body: inParts(Buffer.from("never read")) })).toEqual(first);
    await expect(upload({ uploadId: "my upload" })).rejects.toMatchObject({ code: "VALIDATION" });
  });

  it("is not there for a stranger and not for a viewer to write", async () => {
    const body = inParts(good);
    const stranger = world.rival.ctx();
    await expect(uploadDataset({ ctx: stranger, input: { datasetId, body } })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(uploadDataset({ ctx: ctx("viewer"), input: { datasetId, body } })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const id = uploadId();
    await upload({ uploadId: id });
    await expect(getUpload({ ctx: stranger, input: { id } })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(getDataset({ ctx: stranger, input: { id: datasetId } })).rejects.toMatchObject({ code: "NOT_FOUND" });
    for (const list of [listUploads, listDatasetVersions]) {
      await expect(list({ ctx: stranger, input: { id: datasetId, limit: 5 } })).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
    }
    expect((await listDatasets({ ctx: stranger, input: { limit: 5 } })).items.map(({ id: found }) => found)).toEqual([
      world.rival.datasetId,
    ]);
    // The id of another organization's upload tells nothing but that it cannot be used.
    const theirs = { datasetId: world.rival.datasetId, uploadId: id, body: inParts(good) };
    await expect(uploadDataset({ ctx: stranger, input: theirs })).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("refuses a second dataset of one name, an unknown place, and a viewer", async () => {
    const make = (
      name: string,
      residency: { store: string[] | null; process: string[] | null; see: string[] | null } = open,
    ) => createDataset({ ctx: ctx(), input: { name, description: "", residency } });
    await expect(make("Foundry")).rejects.toMatchObject({ code: "CONFLICT", details: { id: datasetId } });
    await expect(make("Nowhere", { ...open, process: ["ZZ"] })).rejects.toMatchObject({ code: "UNKNOWN_LOCATION" });
    const input = { name: "Mine", description: "", residency: open };
    await expect(createDataset({ ctx: ctx("viewer"), input })).rejects.toMatchObject({ code: "FORBIDDEN" });
    const once = ctx("engineer", { idempotencyKey: "dataset-once" });
    expect(await createDataset({ ctx: once, input })).toEqual(await createDataset({ ctx: once, input }));
    expect((await auditOf(world, world.lumen.id)).filter((entry) => entry.startsWith("dataset.create "))).toHaveLength(
      2,
    );
  });
});
