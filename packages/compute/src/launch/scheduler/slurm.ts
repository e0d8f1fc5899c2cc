import type { LaunchJob } from "../job.ts";
import { commentLines } from "../text/shell.ts";
import type { LaunchFile, Tool } from "../tool/tool.ts";
import type { Scheduled } from "./scheduled.ts";

/** A run on all nodes, begun again from the newest checkpoint as often as a JobSet's; what dies at once would only die again. */
const running = [
  "began=0 restarts=0",
  `until srun --kill-on-bad-exit=1 bash -c 'NODE_RANK="$SLURM_NODEID" exec bash train.sh'; do`,
  "  status=$?",
  '  if [ "$restarts" -ge 20 ] || [ $((SECONDS - began)) -lt "${RESTART_AFTER:-300}" ]; then exit "$status"; fi',
  "  began=$SECONDS restarts=$((restarts + 1))",
  '  echo "ended with status $status, restart $restarts of 20 from the newest checkpoint" >&2',
  "done",
];

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
    ...running,
    "",
  ].join("\n");
  return {
    files: [{ path: "launch.slurm", content }],
    notes: [
      "start it with: sbatch launch.slurm",
      "what dies after five minutes or more starts again from the newest checkpoint, up to 20 times; a node that fails puts the job back in the queue",
    ],
  };
}
