"use client";

import { memo } from "react";
import { WhenSeen } from "../when-seen.tsx";
import type { PlannerState } from "../state.ts";
import type { PlannerAnswers } from "../use-planner.ts";
import classes from "../planner.module.css";
import { Curve } from "./curve.tsx";
import { Front } from "./front.tsx";
import { Pipeline } from "./pipeline.tsx";
import { Topology } from "./topology.tsx";

const noPoints = [] as const;

interface PicturesProps {
  readonly answers: Pick<
    PlannerAnswers,
    "asked" | "curveAsked" | "pipeline" | "topology" | "front" | "curve" | "progress"
  >;
  readonly wafer: boolean;
  /** Steps of the run; null where there is no plan. */
  readonly steps: number | null;
  readonly state: Pick<PlannerState, "devices" | "across" | "up">;
  readonly onChange: (change: Partial<PlannerState>) => void;
}

function Comparison({ answers, steps, state, onChange }: Omit<PicturesProps, "wafer"> & { readonly steps: number }) {
  const { asked, front, progress } = answers;
  return (
    <Front
      points={front?.points ?? noPoints}
      devices={front?.devices ?? state.devices}
      held={front?.held ?? ""}
      progress={progress?.sequence === asked ? progress : null}
      current={front?.sequence === asked}
      steps={steps}
      across={state.across}
      up={state.up}
      onChange={onChange}
    />
  );
}

function Drawings({ pipeline, topology }: Pick<PicturesProps["answers"], "pipeline" | "topology">) {
  return (
    <>
      {pipeline?.view && (
        <WhenSeen>
          <Pipeline view={pipeline.view} />
        </WhenSeen>
      )}
      {topology?.view && (
        <WhenSeen>
          <Topology view={topology.view} />
        </WhenSeen>
      )}
    </>
  );
}

/** All that takes a canvas or a while; loaded after the page has been painted. */
export const Pictures = memo(function Pictures({ wafer, steps, ...rest }: PicturesProps) {
  const { curveAsked, pipeline, topology, curve } = rest.answers;
  const planned = steps !== null;
  return (
    <>
      {planned && <Drawings pipeline={pipeline} topology={topology} />}
      <WhenSeen>
        <div className={classes.two}>
          {planned && !wafer && <Comparison steps={steps} {...rest} />}
          <Curve
            view={curve?.curve ?? null}
            current={curve?.sequence === curveAsked}
            devices={rest.state.devices}
            noun={wafer ? "wafer" : "GPU"}
            onChange={rest.onChange}
          />
        </div>
      </WhenSeen>
    </>
  );
});
