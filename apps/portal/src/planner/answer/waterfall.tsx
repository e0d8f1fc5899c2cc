import type { Plan } from "@ingot/compute";
import { memo } from "react";
import { StepWaterfall } from "../../quote/step-waterfall.tsx";

/** Causes below a ten-thousandth of the step are left out. */
const least = 1e-4;

/** The step by cause, in the words of the API, so that quotes and plans share one picture. */
export const Waterfall = memo(function Waterfall({ plan }: { readonly plan: Plan }) {
  const told = plan.waterfall.filter((bar) => bar.secondsExposed + bar.secondsHidden > least * plan.stepTime);
  const waterfall = told.map(({ cause, label, secondsExposed, secondsHidden }) => ({
    cause,
    label,
    seconds_exposed: secondsExposed,
    seconds_hidden: secondsHidden,
  }));
  return <StepWaterfall plan={{ waterfall, step_time_seconds: plan.stepTime }} />;
});
