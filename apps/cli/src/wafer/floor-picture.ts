import { type KernelGraph, kernelSize, kernelTime, type Placement, type PlacedKernel } from "@ingot/compute";

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

type Point = readonly [number, number];

function sidesOf({ execution, rotation }: PlacedKernel): { readonly wide: number; readonly tall: number } {
  const { width, height } = kernelSize(execution);
  return rotation === "R90" ? { wide: height, tall: width } : { wide: width, tall: height };
}

/** Colours of light and of dark surroundings; the share of the slowest kernel's time is told by the fill's strength. */
const style = `
  .paper { fill: #faf9f7 } .kernel { fill: #b4500f; stroke: #3d3a36 } .wire { stroke: #1d5f8a }
  text { fill: #1f1d1b; font: 11px ui-sans-serif, system-ui, sans-serif } .quiet { fill: #5c5852 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #1b1a19 } .kernel { fill: #f08a45; stroke: #d8d4ce } .wire { stroke: #7fc4ee }
    text { fill: #f2efea } .quiet { fill: #b3ada5 }
  }`;

function kernelElement(graph: KernelGraph, placement: Placement, index: number): string {
  const kernel = graph.kernels[index];
  const placed = placement.kernels[index];
  if (kernel === undefined || placed === undefined) throw new Error(`kernel ${index} is placed`);
  const { wide, tall } = sidesOf(placed);
  const time = kernelTime(kernel, placed.execution);
  const { h, w, c, k } = placed.execution;
  const top = graph.height - placed.y - tall;
  const strength = (0.12 + 0.5 * (time / placement.maxTime)).toFixed(2);
  const title = `${placed.name} (${kernel.kind}): ${wide} x ${tall} tiles at (${placed.x}, ${placed.y}), time ${time}, h ${h}, w ${w}, c ${c.join(" ")}, k ${k.join(" ")}, ${placed.rotation}`;
  const middle = `x="${placed.x + wide / 2}" y="${top + tall / 2}"`;
  const upright = wide < 24 && tall > wide ? ` transform="rotate(-90 ${placed.x + wide / 2} ${top + tall / 2})"` : "";
  const size = Math.min(wide, tall);
  const label =
    size < 9
      ? ""
      : `<text ${middle}${upright} style="font-size:${Math.min(14, size - 2)}px" text-anchor="middle" dominant-baseline="central">${escaped(placed.name)}</text>`;
  return `<g><title>${escaped(title)}</title><rect class="kernel" x="${placed.x}" y="${top}" width="${wide}" height="${tall}" fill-opacity="${strength}" stroke-width="0.7"/>${label}</g>`;
}

/** A slightly bent line, so that edges over one another stay apart: the longer, the further off. */
function bent([fromX, fromY]: Point, [toX, toY]: Point): string {
  const [across, down] = [toX - fromX, toY - fromY];
  const middle = `${((fromX + toX) / 2 - 0.12 * down).toFixed(1)} ${((fromY + toY) / 2 + 0.12 * across).toFixed(1)}`;
  return `M${fromX} ${fromY} Q${middle} ${toX} ${toY}`;
}

function wireElement(graph: KernelGraph, placement: Placement, from: number, to: number): string {
  const middleOf = (index: number): Point => {
    const placed = placement.kernels[index];
    if (placed === undefined) throw new Error(`kernel ${index} is placed`);
    const { wide, tall } = sidesOf(placed);
    return [placed.x + wide / 2, graph.height - placed.y - tall / 2];
  };
  return `<path class="wire" d="${bent(middleOf(from), middleOf(to))}" fill="none" stroke-width="1.2" stroke-opacity="0.8" marker-end="url(#arrow)"/>`;
}

/** The floor as a picture: stronger is slower, arrows are data, the pointer tells a kernel's arguments. */
export function floorPicture(graph: KernelGraph, placement: Placement): string {
  const { width, height } = graph;
  const kernels = graph.kernels.map((_, index) => kernelElement(graph, placement, index));
  const wires = graph.edges.map(({ from, to }) => wireElement(graph, placement, from, to));
  const words = `time ${placement.maxTime} · wire ${placement.wireLength} tiles · ${placement.adapters} adapters · score ${placement.score}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-10 -34 ${width + 20} ${height + 76}" role="img" aria-label="${escaped(`${graph.name}: ${words}`)}">
<style>${style}
</style>
<defs><marker id="arrow" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="5" markerHeight="5" orient="auto"><path class="wire" d="M0 0 L6 3 L0 6" fill="none"/></marker></defs>
<rect class="paper" x="-10" y="-34" width="${width + 20}" height="${height + 76}"/>
<text x="0" y="-14" style="font-size:14px">${escaped(graph.name || "network")}</text>
<rect x="0" y="0" width="${width}" height="${height}" fill="none" stroke="currentColor" class="kernel" fill-opacity="0" stroke-width="1"/>
${kernels.join("\n")}
${wires.join("\n")}
<text class="quiet" x="0" y="${height + 16}">${escaped(words)}</text>
<text class="quiet" x="0" y="${height + 32}">${width} x ${height} tiles; stronger color: nearer to the slowest kernel's time; arrows: data</text>
</svg>
`;
}
