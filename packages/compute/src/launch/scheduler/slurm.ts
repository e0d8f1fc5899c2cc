import type { LaunchJob } from "../job.ts";
import { commentLines } from "../text/shell.ts";
import type { LaunchFile, Tool } from "../tool/tool.ts";
import type { Scheduled } from "./scheduled.ts";

/** One task a node, each of which runs train.sh; torchrun starts its processes. **Source** sbatch(1), srun(1). */
export function slurmFiles(job: LaunchJob, tool: Tool, _files: readonly LaunchFile[]): Scheduled {
  const content = [
    "#!/usr/bin/env bash",
    `#SBATCH --job-name=${job.name}`,
    `#SBATCH --nodes=${job.nodes}`,
    "#SBATCH --ntasks-per-node=1",
    `#SBATCH --gpus-per-node=${job.devicesPerNode}`,
    "#SBATCH --exclusive",
    "#SBATCH --requeue",
    "#SBATCH --open-mode=append",
    "#SBATCH --output=%x-%j.log",
    ...commentLines([
      ...job.summary,
      `Submit with: sbatch launch.slurm   (the folder must be on a file system that every node sees)`,
      `${tool.label} ${tool.version}; once, on the login node or in the image:`,
      ...tool.install.map((line) => `  ${line}`),
      "Add --partition, --account and --time as your site asks for them.",
    ]),
    "set -euo pipefail",
    `export NODES="$SLURM_JOB_NUM_NODES"`,
    `MASTER_ADDR="$(scontrol show hostnames "$SLURM_JOB_NODELIST" | sed -n 1p)"`,
    "export MASTER_ADDR",
    `export MASTER_PORT="\${MASTER_PORT:-29500}"`,
    'cd "$SLURM_SUBMIT_DIR"',
    `srun --kill-on-bad-exit=1 bash -c 'NODE_RANK="$SLURM_NODEID" exec bash train.sh'`,
    "",
  ].join("\n");
  return {
    files: [{ path: "launch.slurm", content }],
    notes: ["start it with: sbatch launch.slurm"],
  };
}
