import { type ErrorCode, ServiceError } from "../errors.ts";
import { answers } from "./answers.ts";
import type { InputOf, QuestionName } from "./questions.ts";

/** A question as it goes to a thread. */
export type Asked = {
  readonly [Name in QuestionName]: { readonly name: Name; readonly input: InputOf<Name> };
}[QuestionName];

/** What a question came to, as it leaves a thread, where classes are lost; `seconds` is the computing that it took. */
export type Answered =
  | { readonly kind: "answer"; readonly seconds: number; readonly answer: unknown }
  | { readonly kind: "refusal"; readonly seconds: number; readonly refusal: Refusal }
  | { readonly kind: "failure"; readonly seconds: number; readonly error: unknown };

/** A ServiceError without its class. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly cause: unknown;
}

/** Answers in the calling thread; never throws. */
export function answered({ name, input }: Asked): Answered {
  const began = process.threadCpuUsage();
  const seconds = (): number => {
    const { user, system } = process.threadCpuUsage(began);
    return (user + system) / 1e6;
  };
  try {
    const answer = (answers[name] as (asked: unknown) => unknown)(input);
    return { kind: "answer", seconds: seconds(), answer };
  } catch (error) {
    if (!(error instanceof ServiceError)) return { kind: "failure", seconds: seconds(), error };
    const { code, message, details, cause } = error;
    return { kind: "refusal", seconds: seconds(), refusal: { code, message, details, cause } };
  }
}

/** The answer. **Throws** the refusal or what went wrong, as the question itself would have. */
export function answerOf(told: Answered): unknown {
  switch (told.kind) {
    case "answer":
      return told.answer;
    case "refusal": {
      const { code, message, details, cause } = told.refusal;
      throw new ServiceError(code, message, details, cause);
    }
    case "failure":
      throw told.error;
  }
}
