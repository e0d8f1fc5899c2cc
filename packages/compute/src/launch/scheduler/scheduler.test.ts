// Guarantee: each scheduler's file is what its own schema takes, starts the plan on its nodes, and starts it again.
import { spawnSync } from "node:child_process";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { caseOf, launchCase, launched, schemaOf, type Case } from "../../../test/launch-case.ts";
import { fileOf, optionsOf, start } from "../../../test/read-launch.ts";
import { askOf, choiceOf, planned } from "../../plan/ask.test-kit.ts";
import { plan as planAsk } from "../../plan/dispatch.ts";
import { launchOf, launchSchedulers, launchTools, type LaunchOptions } from "../launch.ts";

type Tree = Record<string, unknown>;

const sharded = { dataParallel: 16, microbatches: 2, zeroStage: 3, recompute: "full" } as const;

describe("schedulers", () => {
  const ajv = new Ajv2020({ strict: false });
  const whole = (
    scheduler: LaunchOptions["scheduler"],
    which: Case = caseOf("llama3-8b", { dataParallel: 16, tensorParallel: 4 }),
  ) => launched(launchCase(which, { tool: "megatron-lm", scheduler }));

  it("writes scripts that bash can read, for every tool", () => {
    for (const tool of launchTools) {
      for (const scheduler of launchSchedulers) {
        for (const { path, content } of launched(launchCase(caseOf("llama3-8b", sharded), { tool, scheduler })).files) {
          if (!/\.(sh|slurm)$/.test(path)) continue;
          const checked = spawnSync("bash", ["-n"], { input: content, encoding: "utf8" });
          expect(checked.stderr, `${tool} ${scheduler} ${path}`).toBe("");
        }
      }
    }
  });

  it.each([
    ["dgx-h100", 4, 1, 4],
    ["dgx-h100", 16, 2, 8],
    ["dgx-2", 32, 2, 16],
    ["gb200-nvl72", 2, 1, 2],
    ["gb200-nvl72", 8, 2, 4],
    ["gb200-nvl72", 144, 36, 4],
  ])("asks on %s for %d GPUs in hosts that there are: %d of %d", (system, devices, nodes, each) => {
    const ask = askOf("llama3.2-1b", { globalBatchSize: 4 * devices, dtype: "fp16" });
    const plan = planned(planAsk(ask, choiceOf(system, devices)));
    const script = fileOf(launched(launchOf(plan, ask, { tool: "megatron-lm", scheduler: "slurm" })), "launch.slurm");
    expect(script).toContain(
      `#SBATCH --nodes=${nodes}\n#SBATCH --ntasks-per-node=1\n#SBATCH --gpus-per-node=${each}\n`,
    );
  });

  it.each([
    ["dgx-h100", 12, 8],
    ["gb200-nvl72", 6, 4],
  ])("takes no %s x %d, whose ranks the plan placed on hosts of %d", (system, devices, host) => {
    const ask = askOf("llama3.2-1b", { globalBatchSize: 4 * devices });
    const plan = planned(planAsk(ask, choiceOf(system, devices)));
    const launch = () => launchOf(plan, ask, { tool: "megatron-lm", scheduler: "slurm" });
    expect(launch).toThrow(`several hosts must be filled, received ${devices} GPUs for hosts of ${host}`);
  });

  it("asks Slurm for the plan's nodes and GPUs before any command, and tells each node its rank", () => {
    const launch = whole("slurm");
    const lines = fileOf(launch, "launch.slurm").split("\n");
    const directives = lines.filter((line) => line.startsWith("#SBATCH "));
    expect(directives.every((line) => /^#SBATCH --[a-z-]+(=\S+)?$/.test(line))).toBe(true);
    expect(directives).toEqual(
      expect.arrayContaining(["#SBATCH --nodes=8", "#SBATCH --gpus-per-node=8", "#SBATCH --ntasks-per-node=1"]),
    );
    const firstCommand = lines.findIndex((line) => line !== "" && !line.startsWith("#"));
    expect(lines.findLastIndex((line) => line.startsWith("#SBATCH"))).toBeLessThan(firstCommand);
    const slurm = { SLURM_JOB_NUM_NODES: "8", SLURM_JOB_NODELIST: "node-[a-b]" };
    const ran = start(launch, "launch.slurm", slurm);
    expect(ran.errors).toBe("");
    const options = optionsOf(ran.words);
    expect(options.get("--nnodes")).toEqual(["8"]);
    expect(options.get("--node-rank")).toEqual(["1"]);
    expect(options.get("--master-addr")).toEqual(["node-a"]);
  });

  it("begins again under Slurm what dies, but neither what dies at once nor for ever", () => {
    const slurm = { SLURM_JOB_NUM_NODES: "8", SLURM_JOB_NODELIST: "node-[a-b]" };
    const ran = (more: Record<string, string>) => start(whole("slurm"), "launch.slurm", { ...slurm, ...more });
    const mended = ran({ FAILS: "2", RESTART_AFTER: "0" });
    expect(mended).toMatchObject({ status: 0, starts: 3 });
    expect(mended.errors).toContain("ended with status 7, restart 2 of 20 from the newest checkpoint");
    expect(ran({ FAILS: "1" })).toMatchObject({ status: 7, starts: 1 });
    expect(ran({ FAILS: "99", RESTART_AFTER: "0" })).toMatchObject({ status: 7, starts: 21 });
  });

  it("installs Megatron-LM where it is there already: SkyPilot sets up a cluster again at each launch", () => {
    const task = parseAllDocuments(fileOf(whole("skypilot"), "sky.yaml"))[0]?.toJS() as { setup: string };
    const [, clone = ""] = task.setup.split("\n");
    const { status } = spawnSync("bash", ["-c", `set -e; cd "$(mktemp -d)"; mkdir Megatron-LM; ${clone}`]);
    expect(status).toBe(0);
  });

  it("refuses to start on another number of nodes than the layout is for", () => {
    const { status, errors } = start(whole("slurm"), "train.sh", { NODES: "4" });
    expect(status).toBe(2);
    expect(errors).toContain("the layout is for 8 nodes, received 4");
  });

  it("makes a JobSet that its CRD takes, with every file inside", () => {
    const check = ajv.compile(schemaOf<{ schema: object }>("jobset").schema);
    for (const tool of launchTools) {
      const launch = launched(launchCase(caseOf("llama3-8b", sharded), { tool, scheduler: "jobset" }));
      const [files, jobSet] = parseAllDocuments(fileOf(launch, "jobset.yaml")).map((each) => each.toJS() as Tree);
      expect(check(jobSet), JSON.stringify(check.errors)).toBe(true);
      const data = files?.["data"] as Record<string, string>;
      expect(Object.keys(data).filter((key) => !/^[-._a-zA-Z0-9]+$/.test(key))).toEqual([]);
      expect(data["train.sh"]).toBe(fileOf(launch, "train.sh"));
    }
  });

  it("makes a task that SkyPilot's schema takes", () => {
    const check = ajv.compile(schemaOf<{ schema: object }>("skypilot").schema);
    const task = parseAllDocuments(fileOf(whole("skypilot"), "sky.yaml"))[0]?.toJS() as Tree;
    expect(check(task), JSON.stringify(check.errors)).toBe(true);
    expect(task).toMatchObject({ num_nodes: 8, resources: { accelerators: "H100:8" } });
  });
});
