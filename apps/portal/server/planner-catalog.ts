import { hardwareCatalog, type HardwareSystem, modelCatalog, parameterCount, publishedRecipe } from "@ingot/compute";
import type { CatalogSystem, PlannerCatalog } from "../src/planner/catalog.ts";

const dtypesOf = (system: HardwareSystem): CatalogSystem["dtypes"] =>
  system.kind === "wafer" ? ["bf16", "fp16"] : (Object.keys(system.peaks) as CatalogSystem["dtypes"]);

/** The catalogs as the planner's controls need them: the whole ones stay with the worker. */
export function plannerCatalog(): PlannerCatalog {
  return {
    models: modelCatalog.map((model) => {
      const { globalBatchSize, sequenceLength } = publishedRecipe(model);
      return {
        id: model.id,
        label: model.label,
        parameters: parameterCount(model).total,
        batch: globalBatchSize.value,
        sequence: sequenceLength.value,
      };
    }),
    systems: hardwareCatalog.map((system) => ({
      id: system.id,
      label: system.label,
      kind: system.kind,
      devicesMax: system.devicesMax.value,
      devicesPerNode: system.kind === "gpu" ? system.devicesPerNode.value : 1,
      dtypes: dtypesOf(system),
    })),
  };
}
