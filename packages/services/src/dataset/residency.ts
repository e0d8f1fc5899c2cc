import { emptyFence, fence, type Fence, openFence, type Places, resolvePlace } from "@ingot/governance";
import type { z } from "zod";
import { ServiceError } from "../errors.ts";
import type { residencySchema } from "../wire.ts";

export type Residency = z.infer<typeof residencySchema>;

const uses = ["store", "process", "see"] as const;

/** The fence that a residency means. **Throws** UNKNOWN_LOCATION for a place that is not in the register. */
export function fenceOf(residency: Residency): Fence {
  const limits = Object.fromEntries(uses.map((use) => [use, placesOf(use, residency[use])])) as Pick<
    Fence,
    (typeof uses)[number]
  >;
  const open = uses.every((use) => limits[use] === "anywhere");
  // Weights and metrics of fenced data may be handed over where the data may be seen; that is what the fence limits.
  const built = open ? openFence : fence({ ...limits, exports: ["checkpoint", "metrics"] });
  const empty = emptyFence(built);
  if (empty) throw new ServiceError("FENCE_EMPTY", `these limits allow no place to ${empty.nowhereTo.join(" or ")}`);
  return built;
}

function placesOf(use: string, countries: readonly string[] | null): Places {
  if (countries === null) return "anywhere";
  return countries.map((country) => {
    const found = resolvePlace(country);
    if (found.kind === "leaf") return found.leaf;
    throw new ServiceError("UNKNOWN_LOCATION", `${found.rule}; received "${country}" for ${use}`, { use, country });
  });
}

export function residencyOf(limits: Fence): Residency {
  const wire = (places: Places) => (places === "anywhere" ? null : [...places]);
  return { store: wire(limits.store), process: wire(limits.process), see: wire(limits.see) };
}
