import { answerAdvise } from "./advise.ts";
import { answerCompare } from "./compare.ts";
import { answerCompute } from "./compute.ts";
import { answerCurve } from "./curve.ts";
import { answerExport } from "./export.ts";
import { answerFront } from "./front.ts";
import type { InputOf, OutputOf, QuestionName } from "./questions.ts";
import { answerRun } from "./run.ts";

/** The planner's answers, all pure. Each **throws** a ServiceError where the question cannot be answered. */
export const answers: { readonly [Name in QuestionName]: (input: InputOf<Name>) => OutputOf<Name> } = {
  compute: answerCompute,
  compare: answerCompare,
  export: answerExport,
  curve: answerCurve,
  front: answerFront,
  run: answerRun,
  advise: answerAdvise,
};
