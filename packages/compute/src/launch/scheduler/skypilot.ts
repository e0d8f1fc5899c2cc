import { systemOf } from "../../hardware/catalog.ts";
import type { LaunchJob } from "../job.ts";
import { commentLines } from "../text/shell.ts";
import { yamlText, type Tree } from "../text/yaml.ts";
import type { LaunchFile, Tool } from "../tool/tool.ts";
import type { Scheduled } from "./scheduled.ts";

/** Names of SkyPilot's catalog where they are not the board's own in capitals. */
const names: Readonly<Record<string, string>> = { "a100-sxm-80": "A100-80GB", "a100-pcie-80": "A100-80GB" };

function acceleratorOf({ plan }: LaunchJob): string {
  const system = systemOf(plan.hardware);
  const device = system?.kind === "gpu" ? system.device : plan.hardware.system;
  return names[device] ?? (/^[a-z]+\d+/.exec(device)?.[0] ?? device).toUpperCase();
}

function skyPilotTask(job: LaunchJob, tool: Tool): Tree {
  return {
    name: job.name,
    workdir: ".",
    num_nodes: job.nodes,
    resources: {
      accelerators: `${acceleratorOf(job)}:${job.devicesPerNode}`,
      network_tier: "best",
      image_id: `docker:${tool.image}`,
    },
    envs: Object.fromEntries(["CHECKPOINTS", ...tool.inputs].map((name) => [name, ""])),
    setup: `${["set -euo pipefail", ...tool.install].join("\n")}\n`,
    run: [
      "set -euo pipefail",
      'export NODES="$SKYPILOT_NUM_NODES" NODE_RANK="$SKYPILOT_NODE_RANK"',
      'MASTER_ADDR="$(echo "$SKYPILOT_NODE_IPS" | sed -n 1p)"',
      "export MASTER_ADDR",
      "bash train.sh",
      "",
    ].join("\n"),
  };
}

/** A SkyPilot task: one run of train.sh on each node. **Source** SkyPilot 0.14.1, sky/utils/schemas.py. */
export function skyPilotFiles(job: LaunchJob, tool: Tool, _files: readonly LaunchFile[]): Scheduled {
  const head = commentLines([...job.summary, "SkyPilot 0.14.1. Start with: sky launch sky.yaml"]);
  return {
    files: [{ path: "sky.yaml", content: `${head.join("\n")}\n${yamlText(skyPilotTask(job, tool))}` }],
    notes: [
      `start it with: sky launch sky.yaml ${tool.inputs.map((name) => `--env ${name}=…`).join(" ")}`,
      "mount a bucket and point CHECKPOINTS at it: what is on the nodes goes with them",
    ],
  };
}
