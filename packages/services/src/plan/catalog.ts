import {
  type HardwareSystem,
  hardwareCatalog,
  launchSchedulers,
  launchTools,
  modelCatalog,
  namedRuns,
  parameterCount,
} from "@ingot/compute";
import type { z } from "zod";
import type { Request } from "../context.ts";
import { planLimits } from "./limits.ts";
import type { planCatalogOutput } from "./schemas.ts";

type Output = z.infer<typeof planCatalogOutput>;

/** What can be planned, on what, for which tools, and how large; more than what stands at our sites. Open to everybody. */
export async function planCatalog(_request: Request<unknown>): Promise<Output> {
  return {
    models: modelCatalog.map((model) => {
      const { total, active } = parameterCount(model);
      return { id: model.id, label: model.label, parameters: total, active_parameters: active };
    }),
    systems: hardwareCatalog.map(systemToWire),
    tools: [...launchTools],
    schedulers: [...launchSchedulers],
    runs: namedRuns.map((run) => ({ ...run })),
    limits: { ...planLimits },
  };
}

function systemToWire(system: HardwareSystem): Output["systems"][number] {
  const gpu = system.kind === "gpu";
  return {
    id: system.id,
    label: system.label,
    device_kind: system.kind,
    devices_per_node: gpu ? system.devicesPerNode.value : 1,
    devices_max: Math.min(system.devicesMax.value, planLimits.devices),
    dtypes: gpu ? Object.keys(system.peaks) : ["bf16", "fp16"],
  };
}
