import {
  devicesInWords,
  type DurationForecast,
  findSystem,
  type ForecastPoint,
  type GpuAlternative,
  type WaferExplanation,
} from "@ingot/compute";
import type { z } from "zod";
import type { waferExplanationSchema } from "./wafer-schemas.ts";

type Wire = z.infer<typeof waferExplanationSchema>;

const joulesOfKilowattHour = 3.6e6;

const durationToWire = ({ p50, p90, mean }: DurationForecast) => ({
  p50_seconds: p50,
  p90_seconds: p90,
  mean_seconds: mean,
});

function floorToWire(floor: WaferExplanation["floor"]): Wire["floor"] {
  if (floor === null || !("rectangles" in floor)) return null;
  const { execution, fabric, rectangles, layers } = floor;
  return {
    execution,
    rows: fabric.rows,
    columns: fabric.columns,
    mesh_rows: fabric.meshRows,
    mesh_columns: fabric.meshColumns,
    core_share: fabric.coreShare,
    dead_cores: fabric.deadCores.length,
    spare_rows: fabric.spareRows,
    longest_route: fabric.longestRoute,
    layers,
    kernels: rectangles.map(({ name, label, x, y, width, height, cores, seconds, shareOfStep, bound }) => ({
      name,
      label,
      x,
      y,
      width,
      height,
      cores,
      seconds,
      share_of_step: shareOfStep,
      bound,
    })),
  };
}

function pointToWire({ systems, outcome, speedup, efficiency, forecast }: ForecastPoint): Wire["scaling"][number] {
  const nothing = { step_time_seconds: null, system_hours: null, energy_kwh: null, duration: null };
  if (outcome.kind === "infeasible" || forecast === null) {
    const refusal = outcome.kind === "infeasible" ? `${outcome.reason.text} ${outcome.suggestion}` : null;
    return { systems, refusal, speedup, efficiency, ...nothing };
  }
  return {
    systems,
    refusal: null,
    step_time_seconds: outcome.stepTime,
    speedup,
    efficiency,
    system_hours: (systems * forecast.mean) / 3600,
    energy_kwh: (outcome.power * forecast.mean) / joulesOfKilowattHour,
    duration: durationToWire(forecast),
  };
}

function alternativeToWire({ plan, forecast, asFast }: GpuAlternative): Wire["gpus"][number] {
  const { system: id, devices } = plan.hardware;
  const system = findSystem(id);
  return {
    system: id,
    hardware_label: system ? devicesInWords(system, devices) : id,
    devices,
    step_time_seconds: plan.stepTime,
    device_hours: (devices * forecast.mean) / 3600,
    energy_kwh: (plan.power * forecast.mean) / joulesOfKilowattHour,
    duration: durationToWire(forecast),
    as_fast: asFast,
  };
}

function sparseToWire(sparse: WaferExplanation["sparse"]): Wire["sparse"] {
  if (sparse === null) return null;
  const { equivalentParameters, lossAdded, law, recipe, text, denseEnd } = sparse;
  return {
    equivalent_parameters: equivalentParameters,
    loss_added: lossAdded,
    law,
    recipe,
    text,
    dense_end: denseEnd && {
      seconds: denseEnd.seconds,
      dense_seconds: denseEnd.secondsDense,
      speedup: denseEnd.speedup,
    },
  };
}

/** The explanation of a plan on wafers, without its streams one by one and its dead cores one by one. */
export function waferExplanationToWire(told: WaferExplanation): Wire {
  const { plan, bound, floor, timeline, life, scaling, gpus, sparse } = told;
  return {
    bound,
    reasons: plan.reasons.map(({ code, text, values }) => ({ code, text, values: { ...values } })),
    floor: floorToWire(floor),
    timeline: timeline && {
      microbatch_seconds: timeline.microbatchTime,
      repeats: timeline.repeats,
      tree_seconds: timeline.treeTime,
      busy: { ...timeline.busy },
    },
    life: life.map(({ phase, seconds, secondsAgain, times }) => ({
      phase,
      seconds,
      seconds_again: secondsAgain ?? null,
      times,
    })),
    scaling: scaling.map(pointToWire),
    gpus: gpus.map(alternativeToWire),
    sparse: sparseToWire(sparse),
  };
}
