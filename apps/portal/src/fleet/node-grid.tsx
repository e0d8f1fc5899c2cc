"use client";

import { type KeyboardEvent, useRef, useState } from "react";
import type { Node } from "../api/outputs.ts";
import classes from "./fleet.module.css";
import { neighbourOf, type NodeState, nodeStateOf } from "./node-state.ts";

export const nodeStates = {
  busy: "busy",
  free: "free",
  draining: "draining",
  down: "down",
} as const satisfies Record<NodeState, string>;

interface NodeGridProps {
  readonly label: string;
  readonly nodes: readonly Node[];
  readonly selected: string | null;
  readonly onSelect: (node: Node) => void;
}

/** Every node of a cluster as a cell; one stop for the tabulator, arrows inside. */
export function NodeGrid({ label, nodes, selected, onSelect }: NodeGridProps) {
  const grid = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(0);
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    if (!grid.current) return;
    const columns = getComputedStyle(grid.current).gridTemplateColumns.split(" ").length;
    const next = neighbourOf(current, event.key, columns, nodes.length);
    if (next === current) return;
    event.preventDefault();
    setCurrent(next);
    const cell = grid.current.children[next];
    if (cell instanceof HTMLElement) cell.focus();
  };
  return (
    <div ref={grid} className={classes.grid} role="group" aria-label={label} onKeyDown={move}>
      {nodes.map((node, index) => {
        const state = nodeStateOf(node);
        return (
          <button
            key={node.id}
            type="button"
            className={`${classes.cell} ${classes[state]}`}
            tabIndex={index === current ? 0 : -1}
            aria-label={`Node ${node.index}, ${nodeStates[state]}`}
            aria-pressed={node.id === selected}
            title={`Node ${node.index}, ${nodeStates[state]}`}
            onClick={() => {
              setCurrent(index);
              onSelect(node);
            }}
          />
        );
      })}
    </div>
  );
}

/** What the shapes of the grid mean. */
export function NodeLegend() {
  return (
    <ul className={classes.legend}>
      {Object.entries(nodeStates).map(([state, word]) => (
        <li key={state}>
          <span className={`${classes.cell} ${classes[state]}`} aria-hidden />
          {word}
        </li>
      ))}
    </ul>
  );
}
