import type { LaunchJob, Unsaid } from "../job.ts";

/** Programs that carry out a plan. */
export type LaunchTool = "megatron-lm" | "torchtitan" | "deepspeed" | "llm-foundry";

/** A text file of a launch, its path relative to the folder of the launch. */
export interface LaunchFile {
  readonly path: string;
  readonly content: string;
}

/** What a tool needs besides torchrun. */
export interface ToolLaunch {
  readonly files: readonly LaunchFile[];
  /** Lines of the train script before torchrun: arguments and where data come from. */
  readonly before: readonly string[];
  /** Environment of every rank. */
  readonly environment: Readonly<Record<string, string>>;
  /** What torchrun starts, with its arguments. */
  readonly command: string;
  readonly notes: readonly string[];
}

/** A public training program: what it cannot say of a job, and how it says the rest. */
export interface Tool {
  readonly id: LaunchTool;
  readonly label: string;
  /** The version whose options these are. */
  readonly version: string;
  /** Where that version is published. */
  readonly source: string;
  /** Container image with the libraries it needs. */
  readonly image: string;
  /** Variables of the environment that say where data and tokenizer lie. */
  readonly inputs: readonly string[];
  /** Shell lines that fetch the program at that version. */
  readonly install: readonly string[];
  readonly unsaid: (job: LaunchJob) => readonly Unsaid[];
  readonly tell: (job: LaunchJob) => ToolLaunch;
}
