import type { z } from "zod";
import type * as schemas from "./schemas.ts";
import type * as views from "./view-schemas.ts";

interface Question<Input extends z.ZodType, Output extends z.ZodType> {
  readonly input: z.infer<Input>;
  readonly output: z.infer<Output>;
}

/** What the planner is asked, by the name of the verb, and what it answers. */
interface Questions {
  readonly compute: Question<typeof schemas.planComputeInput, typeof schemas.planComputeOutput>;
  readonly compare: Question<typeof schemas.planCompareInput, typeof schemas.planCompareOutput>;
  readonly export: Question<typeof schemas.planExportInput, typeof schemas.planExportOutput>;
  readonly curve: Question<typeof views.planCurveInput, typeof views.planCurveOutput>;
  readonly front: Question<typeof views.planFrontInput, typeof views.planFrontOutput>;
  readonly run: Question<typeof views.planRunInput, typeof views.planRunOutput>;
  readonly advise: Question<typeof views.planAdviseInput, typeof views.planAdviseOutput>;
}

export type QuestionName = keyof Questions;
export type InputOf<Name extends QuestionName> = Questions[Name]["input"];
export type OutputOf<Name extends QuestionName> = Questions[Name]["output"];
