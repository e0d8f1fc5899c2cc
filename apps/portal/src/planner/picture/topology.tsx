"use client";

import { NumberInput } from "@mantine/core";
import type { LinkKind, Topology as TopologyView, TopologyGroup } from "@ingot/compute";
import { memo, type PointerEvent, useCallback, useMemo, useRef, useState } from "react";
import { formatBytes } from "../../format/bytes.ts";
import { formatCount, formatNoun } from "../../format/number.ts";
import { unbroken } from "../../format/unbroken.ts";
import { Section } from "../../page/section.tsx";
import { spellOut } from "../../words/sentences.ts";
import classes from "../planner.module.css";
import type { Inks } from "./canvas.ts";
import { type DeviceMap, deviceMap, dimensionTints, peersOf } from "./peers.ts";
import { useSheet } from "./use-sheet.ts";
import { useWidth } from "./use-width.ts";

const linkWords: Readonly<Record<LinkKind, string>> = {
  nvlink: "inside NVLink",
  rail: "along one rail",
  leaf: "through a leaf switch",
  spine: "across the spine",
};

function paint(pen: CanvasRenderingContext2D, map: DeviceMap, inks: Inks): void {
  pen.clearRect(0, 0, map.width, map.height);
  const layers = [
    [inks.sunken, map.leaves],
    [inks.surface, map.nodes],
    [inks.line, map.blocks],
  ] as const;
  for (const [ink, frames] of layers) {
    pen.fillStyle = ink;
    for (const { left, top, width, height } of frames) pen.fillRect(left, top, width, height);
  }
}

function paintPeers(
  pen: CanvasRenderingContext2D,
  map: DeviceMap,
  shown: readonly TopologyGroup[],
  rank: number,
  inks: Inks,
) {
  for (const group of shown) {
    pen.fillStyle = inks[dimensionTints[group.dimension]];
    for (const peer of peersOf(group, rank)) {
      const [x, y] = map.at(peer);
      pen.fillRect(x, y, map.cell, map.cell);
    }
  }
  const [x, y] = map.at(rank);
  const edge = Math.max(1, map.cell / 4);
  pen.fillStyle = inks.text;
  pen.fillRect(x - edge, y - edge, map.cell + 2 * edge, map.cell + 2 * edge);
}

interface MapProps {
  readonly view: TopologyView;
  readonly shown: readonly TopologyGroup[];
  readonly rank: number;
  readonly onRank: (rank: number) => void;
}

function Floor({ view, shown, rank, onRank }: MapProps) {
  const { holder, width } = useWidth<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { devices, nodes, devicesPerNode, nodesPerLeaf } = view;
  const map = useMemo(
    () => (width > 0 ? deviceMap({ devices, nodes, devicesPerNode, nodesPerLeaf }, width, 340) : null),
    [devices, nodes, devicesPerNode, nodesPerLeaf, width],
  );
  const draw = useCallback(
    (pen: CanvasRenderingContext2D, inks: Inks) => {
      if (!map) return;
      paint(pen, map, inks);
      paintPeers(pen, map, shown, rank, inks);
    },
    [map, shown, rank],
  );
  useSheet(canvas, map?.width ?? 0, map?.height ?? 0, draw);
  const choose = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const device = map?.deviceAt(event.clientX - box.left, event.clientY - box.top);
    if (device !== null && device !== undefined) onRank(device);
  };
  return (
    <div ref={holder} className={classes.floor} style={{ minHeight: map?.height ?? 200 }}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={`${formatNoun(view.devices, "GPU")} in ${formatNoun(view.nodes, "node")}; GPU ${rank} and those it talks to are marked, as the table says.`}
        onPointerDown={choose}
      />
    </div>
  );
}

/** `0–3`, `0, 4, 8 … 1,020`. */
function peersText(group: TopologyGroup, rank: number): string {
  const peers = peersOf(group, rank);
  const last = peers.at(-1) ?? rank;
  if (group.stride === 1) return `${formatCount(peers[0] ?? rank)}–${formatCount(last)}`;
  if (peers.length <= 4) return peers.map(formatCount).join(", ");
  return `${peers.slice(0, 3).map(formatCount).join(", ")} … ${formatCount(last)}`;
}

interface GroupTableProps {
  readonly groups: readonly TopologyGroup[];
  readonly rank: number;
  readonly hidden: ReadonlySet<string>;
  readonly onToggle: (dimension: string) => void;
}

function GroupTable({ groups, rank, hidden, onToggle }: GroupTableProps) {
  const most = Math.max(...groups.map(({ bytesPerStep }) => bytesPerStep));
  return (
    <ul className={classes.groups}>
      {groups.map((group) => (
        <li key={group.dimension}>
          <label className={classes.groupName}>
            <input
              type="checkbox"
              checked={!hidden.has(group.dimension)}
              onChange={() => onToggle(group.dimension)}
              aria-label={`Mark ${group.dimension} peers`}
            />
            <span className={classes.chip} data-ink={dimensionTints[group.dimension]} aria-hidden />
            <strong>{spellOut(group.dimension)}</strong>
            <span>
              {formatNoun(group.ranks, "rank")}, {linkWords[group.link]}
            </span>
          </label>
          <div className={classes.groupBytes}>
            <span className={classes.groupLane} aria-hidden>
              <span
                data-ink={dimensionTints[group.dimension]}
                className={classes.groupBar}
                style={{ width: `${(group.bytesPerStep / most) * 100}%` }}
              />
            </span>
            <span>{formatBytes(group.bytesPerStep)} a step</span>
          </div>
          <p className={classes.faint}>
            {unbroken(`${group.collective}; GPU ${formatCount(rank)} with ${peersText(group, rank)}`)}
          </p>
        </li>
      ))}
    </ul>
  );
}

function machineText({
  devices,
  nodes,
  devicesPerNode,
  linkDomain,
  nodesPerLeaf,
  rails,
  levels,
}: TopologyView): string {
  const narrow = levels.filter(({ oversubscription }) => oversubscription > 1);
  const network = rails > 1 ? `${rails} rails` : "no rails";
  const blocking =
    narrow.length === 0
      ? "never blocks"
      : `narrowed ${narrow.map(({ oversubscription }) => `${oversubscription} : 1`).join(", ")}`;
  return (
    `${formatNoun(devices, "GPU")}, ${devicesPerNode} a node, NVLink joins ${linkDomain}; ` +
    `${formatNoun(nodes, "node")}, ${nodesPerLeaf} below a leaf; ${network}, ${blocking}`
  );
}

interface RankFieldProps extends Pick<MapProps, "rank" | "onRank"> {
  readonly most: number;
}

const RankField = memo(function RankField({ rank, most, onRank }: RankFieldProps) {
  return (
    <NumberInput
      size="xs"
      w="7.5rem"
      aria-label="The GPU to look at"
      leftSection={<span className={classes.unit}>GPU</span>}
      leftSectionWidth={40}
      min={0}
      max={most}
      clampBehavior="strict"
      allowDecimal={false}
      value={rank}
      onChange={(value) => typeof value === "number" && onRank(value)}
    />
  );
});

/** Who talks to whom, over what, and how much. */
export const Topology = memo(function Topology({ view }: { readonly view: TopologyView }) {
  const [asked, setRank] = useState(0);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const rank = Math.min(asked, view.devices - 1);
  const shown = useMemo(
    // Many peers first, so that the few of a smaller group stay in sight.
    () =>
      view.groups.filter(({ dimension }) => !hidden.has(dimension)).toSorted((left, right) => right.ranks - left.ranks),
    [view, hidden],
  );
  const toggle = (dimension: string) =>
    setHidden((before) => {
      const after = new Set(before);
      if (!after.delete(dimension)) after.add(dimension);
      return after;
    });
  return (
    <Section
      title="Who talks to whom"
      hint={machineText(view)}
      actions={<RankField rank={rank} most={view.devices - 1} onRank={setRank} />}
    >
      <div className={classes.topology}>
        <Floor view={view} shown={shown} rank={rank} onRank={setRank} />
        {view.groups.length === 0 ? (
          <p className={classes.pointed}>One GPU does all the work: nobody talks to anybody.</p>
        ) : (
          <GroupTable groups={view.groups} rank={rank} hidden={hidden} onToggle={toggle} />
        )}
      </div>
      <p className={classes.pointed}>
        Cells are GPUs, the boxes around them nodes, the outer boxes what lies below one leaf switch. Choose a GPU to
        see its peers.
      </p>
    </Section>
  );
});
