// Run as a program of its own: lets Temporal's SDK download its server into a folder and prints where it lies.
import { readdirSync } from "node:fs";
import path from "node:path";
import { TestWorkflowEnvironment } from "@temporalio/testing";

const folder = process.argv[2];
if (folder === undefined) throw new Error("the folder to download into is missing");
const executable = { type: "cached-download", downloadDir: folder } as const;
const environment = await TestWorkflowEnvironment.createLocal({ server: { executable } });
await environment.teardown();
const file = readdirSync(folder).find((name) => name.startsWith("temporal"));
if (file === undefined) throw new Error("the SDK left no server in the folder");
process.stdout.write(`${path.join(folder, file)}\n`);
