import { commentLines, shellWord } from "./text/shell.ts";
import type { LaunchJob } from "./job.ts";
import type { Tool, ToolLaunch } from "./tool/tool.ts";

/**
 * The script that each node runs once: it is told which node it is by NODE_RANK and MASTER_ADDR, whatever scheduler
 * started it, and starts one process a GPU.
 */
export function trainScript(job: LaunchJob, tool: Tool, told: ToolLaunch): string {
  const environment = Object.entries(told.environment).map(([name, value]) => `export ${name}=${shellWord(value)}`);
  return [
    "#!/usr/bin/env bash",
    ...commentLines([
      ...job.summary,
      `${tool.label} ${tool.version}, ${tool.source}`,
      "",
      "Runs once on every node. A scheduler sets NODE_RANK (0 to NODES-1) and MASTER_ADDR (the first node).",
    ]),
    "set -euo pipefail",
    `NODES="\${NODES:-${job.nodes}}"`,
    `NODE_RANK="\${NODE_RANK:-0}"`,
    `MASTER_ADDR="\${MASTER_ADDR:-127.0.0.1}"`,
    `MASTER_PORT="\${MASTER_PORT:-29500}"`,
    `if [ "$NODES" -ne ${job.nodes} ]; then`,
    `  echo "the layout is for ${job.nodes} ${job.nodes === 1 ? "node" : "nodes"}, received $NODES" >&2`,
    "  exit 2",
    "fi",
    'HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"',
    'CHECKPOINTS="${CHECKPOINTS:-$HERE/checkpoints}"',
    ...environment,
    "",
    ...told.before,
    "",
    "exec torchrun \\",
    `  --nnodes "$NODES" --nproc-per-node ${job.devicesPerNode} --node-rank "$NODE_RANK" \\`,
    '  --master-addr "$MASTER_ADDR" --master-port "$MASTER_PORT" \\',
    `  ${told.command}`,
    "",
  ].join("\n");
}
