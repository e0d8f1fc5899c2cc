import { parameterCount } from "../../model/parameters.ts";
import type { ModelShape } from "../../model/shape.ts";

const nearest = (value: number, unit: number): number => Math.max(unit, Math.round(value / unit) * unit);

/** Key and value heads for so many heads: in the same ratio where that divides, else the nearest number that does. */
function groupsFor(model: ModelShape, heads: number): number {
  const wanted = Math.max(1, Math.round((heads * model.keyValueHeads) / model.heads));
  for (let away = 0; away < heads; away++) {
    for (const groups of [wanted + away, wanted - away]) if (groups >= 1 && heads % groups === 0) return groups;
  }
  return heads;
}

/**
 * A shape of about `factor` times the parameters in the proportions of another: depth and width grow together, heads
 * keep their size, widths are whole tiles.
 * **Throws** RangeError for a factor that is not above 0.
 */
export function scaledShape(model: ModelShape, factor: number): ModelShape {
  if (!(factor > 0)) throw new RangeError(`a factor must be above 0, received ${factor}`);
  const inLayers = parameterCount(model).total - parameterCount(model).embedding;
  const root = Math.cbrt(factor);
  const heads = nearest(model.heads * root, model.heads * root >= 12 ? 8 : 4);
  const width = heads / model.heads;
  const hidden = nearest(model.hidden * width, 128);
  const { experts } = model;
  const shape: ModelShape = {
    ...model,
    hidden,
    heads,
    keyValueHeads: groupsFor(model, heads),
    feedForward: nearest(model.feedForward * width, 256),
    ...(experts && {
      experts: {
        ...experts,
        feedForward: nearest(experts.feedForward * width, 128),
        sharedFeedForward: experts.sharedFeedForward > 0 ? nearest(experts.sharedFeedForward * width, 128) : 0,
        ...(experts.denseFeedForward && { denseFeedForward: nearest(experts.denseFeedForward * width, 128) }),
      },
    }),
  };
  const layers = Math.max(2, nearest((inLayers * factor) / parameterCount(shape).perLayer, 4));
  return { ...shape, layers };
}
