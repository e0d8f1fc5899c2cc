import { parameterCount } from "../../model/parameters.ts";
import type { ExpertShape, ModelShape } from "../../model/shape.ts";

/** **Returns** the multiple of a unit that is nearest to a value, one unit at least. */
export const nearestMultiple = (value: number, unit: number): number => Math.max(unit, Math.round(value / unit) * unit);

/** Key and value heads for so many heads: in the same ratio where that divides, else the nearest number that does. */
function groupsFor(model: ModelShape, heads: number): number {
  const wanted = Math.max(1, Math.round((heads * model.keyValueHeads) / model.heads));
  for (let away = 0; away < heads; away++) {
    for (const groups of [wanted + away, wanted - away]) if (groups >= 1 && heads % groups === 0) return groups;
  }
  return heads;
}

/** Layers without experts of so many: every so many-th as before, or the first ones, which stay as many. */
function plainLayers({ denseLayers = 0, every }: ExpertShape, layers: number): number {
  return every === undefined ? Math.min(denseLayers, layers - 1) : layers - Math.floor(layers / every);
}

/** **Returns** a model cut to so many layers: those of an encoder and those with a window keep their share of them. */
export function withLayers(model: ModelShape, layers: number): ModelShape {
  const { window, encoder, experts } = model;
  const share = (part: number) => Math.round((part * layers) / model.layers);
  return {
    ...model,
    layers,
    ...(window && { window: { ...window, layers: share(window.layers) } }),
    ...(encoder && { encoder: { ...encoder, layers: Math.min(layers - 1, Math.max(1, share(encoder.layers))) } }),
    ...(experts?.denseLayers && { experts: { ...experts, denseLayers: plainLayers(experts, layers) } }),
  };
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
  const heads = nearestMultiple(model.heads * root, model.heads * root >= 12 ? 8 : 4);
  const width = heads / model.heads;
  const hidden = nearestMultiple(model.hidden * width, 128);
  const { experts } = model;
  const shape: ModelShape = {
    ...model,
    hidden,
    heads,
    keyValueHeads: groupsFor(model, heads),
    feedForward: nearestMultiple(model.feedForward * width, 256),
    ...(experts && {
      experts: {
        ...experts,
        feedForward: nearestMultiple(experts.feedForward * width, 128),
        sharedFeedForward: experts.sharedFeedForward > 0 ? nearestMultiple(experts.sharedFeedForward * width, 128) : 0,
        ...(experts.denseFeedForward && { denseFeedForward: nearestMultiple(experts.denseFeedForward * width, 128) }),
      },
    }),
  };
  const layers = Math.max(2, nearestMultiple((inLayers * factor) / parameterCount(shape).perLayer, 4));
  return withLayers(shape, layers);
}
