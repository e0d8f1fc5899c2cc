import type { LaunchJob } from "../job.ts";
import { commentLines } from "../text/shell.ts";
import { yamlText, type Tree } from "../text/yaml.ts";
import type { LaunchFile, Tool } from "../tool/tool.ts";
import type { Scheduled } from "./scheduled.ts";

const port = 29_500;

const variable = (name: string, value: string): Tree => ({ name, value });

/** The folder of a ConfigMap is read-only, so the files are copied to where the run may write. */
const startLines = (tool: Tool): string =>
  ["set -euo pipefail", "cp -rL /launch/. /work/", "cd /work", ...tool.install, "exec bash train.sh", ""].join("\n");

/** Keys of a ConfigMap have no slash. */
const keyOf = (path: string): string => path.replaceAll("/", "-");

function pod(job: LaunchJob, tool: Tool, files: readonly LaunchFile[]): Tree {
  const index = { fieldPath: "metadata.annotations['batch.kubernetes.io/job-completion-index']" };
  const items = files.map(({ path }) => ({ key: keyOf(path), path }));
  return {
    restartPolicy: "Never",
    containers: [
      {
        name: "train",
        image: tool.image,
        command: ["bash", "-c", startLines(tool)],
        ports: [{ containerPort: port }],
        env: [
          variable("NODES", String(job.nodes)),
          { name: "NODE_RANK", valueFrom: { fieldRef: index } },
          variable("MASTER_ADDR", `${job.name}-workers-0-0.${job.name}`),
          variable("MASTER_PORT", String(port)),
          variable("CHECKPOINTS", "/checkpoints"),
          ...tool.inputs.map((name) => variable(name, "")),
        ],
        resources: { limits: { "nvidia.com/gpu": job.devicesPerNode } },
        volumeMounts: [
          { name: "launch", mountPath: "/launch" },
          { name: "work", mountPath: "/work" },
          { name: "memory", mountPath: "/dev/shm" },
          { name: "checkpoints", mountPath: "/checkpoints" },
        ],
      },
    ],
    volumes: [
      { name: "launch", configMap: { name: `${job.name}-launch`, items } },
      { name: "work", emptyDir: {} },
      { name: "memory", emptyDir: { medium: "Memory" } },
      { name: "checkpoints", persistentVolumeClaim: { claimName: `${job.name}-checkpoints` } },
    ],
  };
}

/** The objects of the job: its files, and one pod a node under one JobSet. */
function jobSetObjects(job: LaunchJob, tool: Tool, files: readonly LaunchFile[]): Tree[] {
  return [
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: `${job.name}-launch` },
      data: Object.fromEntries(files.map(({ path, content }) => [keyOf(path), content])),
    },
    {
      apiVersion: "jobset.x-k8s.io/v1alpha2",
      kind: "JobSet",
      metadata: { name: job.name },
      spec: {
        failurePolicy: { maxRestarts: 20 },
        network: { enableDNSHostnames: true },
        replicatedJobs: [
          {
            name: "workers",
            replicas: 1,
            template: {
              spec: {
                parallelism: job.nodes,
                completions: job.nodes,
                completionMode: "Indexed",
                backoffLimit: 0,
                template: { spec: pod(job, tool, files) },
              },
            },
          },
        ],
      },
    },
  ];
}

/** A Kubernetes JobSet: all pods start again together when one fails. **Source** JobSet v0.12.0, jobset.x-k8s.io/v1alpha2. */
export function jobSetFiles(job: LaunchJob, tool: Tool, files: readonly LaunchFile[]): Scheduled {
  const head = commentLines([
    ...job.summary,
    "Kubernetes with JobSet v0.12.0 (jobset.x-k8s.io/v1alpha2). Start with: kubectl apply -f jobset.yaml",
  ]);
  const documents = jobSetObjects(job, tool, files).map(yamlText);
  return {
    files: [{ path: "jobset.yaml", content: `${head.join("\n")}\n${documents.join("---\n")}` }],
    notes: [
      `make a claim named ${job.name}-checkpoints that all nodes can write (ReadWriteMany)`,
      `say in jobset.yaml where ${tool.inputs.join(" and ")} ${tool.inputs.length === 1 ? "lies" : "lie"}, for instance on that claim under /checkpoints`,
      "start it with: kubectl apply -f jobset.yaml (the other files are inside it)",
      ...(job.nodes > 1
        ? [
            "the plan reckons with the nodes' own network: add what your device plugin calls it (rdma/…, vpc.amazonaws.com/efa) to the limits, or hostNetwork; without, NCCL talks over the pods' TCP",
          ]
        : []),
    ],
  };
}
