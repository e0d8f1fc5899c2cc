"use client";

import { geoNaturalEarth1, geoPath } from "d3-geo";
import type { Feature, FeatureCollection } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import topology from "world-atlas/countries-110m.json";
import type { Site } from "../api/outputs.ts";
import { formatNoun } from "../format/number.ts";
import { placeMarks } from "./place-marks.ts";
import classes from "./fleet.module.css";

const width = 960;
const height = 420;

const world = topology as unknown as Topology<{ countries: GeometryCollection }>;
const countries: FeatureCollection = feature(world, world.objects.countries);
// Without Antarctica the inhabited world gets the room.
const land: FeatureCollection = {
  ...countries,
  features: countries.features.filter((country: Feature) => country.id !== "010"),
};
const projection = geoNaturalEarth1().fitSize([width, height], land);
const drawn = geoPath(projection)(land) ?? "";

interface WorldMapProps {
  readonly sites: readonly Site[];
}

/** The sites where they are; each leads to its own page. The table below says the same. */
export default function WorldMap({ sites }: WorldMapProps) {
  const marks = placeMarks(
    sites.flatMap((site) => {
      const point = projection([site.longitude, site.latitude]);
      return point ? [{ site, x: point[0], y: point[1] }] : [];
    }),
  );
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      className={classes.map}
      role="group"
      aria-label="Sites on a map of the world"
    >
      <path d={drawn} className={classes.land} aria-hidden />
      {marks.map(({ site, x, y, labelY }) => {
        const down = site.clusters.reduce((sum, cluster) => sum + cluster.nodes_down, 0);
        return (
          <a
            key={site.id}
            href={`/fleet/${site.id}`}
            className={classes.mark}
            aria-label={`${site.label}: ${formatNoun(site.jobs_running, "job")} running, ${formatNoun(down, "node")} down`}
          >
            <circle cx={x} cy={y} r={14} className={classes.reach} />
            {down > 0 ? (
              <rect
                x={x - 5}
                y={y - 5}
                width={10}
                height={10}
                className={classes.troubled}
                transform={`rotate(45 ${x} ${y})`}
              />
            ) : (
              <circle cx={x} cy={y} r={5.5} className={classes.sound} />
            )}
            <text x={x} y={labelY} textAnchor="middle" className={classes.siteName}>
              {site.label}
            </text>
          </a>
        );
      })}
      <g aria-hidden className={classes.mapLegend}>
        <circle cx={20} cy={height - 34} r={5.5} className={classes.sound} />
        <text x={34} y={height - 29}>
          all nodes up
        </text>
        <rect
          x={15}
          y={height - 19}
          width={10}
          height={10}
          className={classes.troubled}
          transform={`rotate(45 20 ${height - 14})`}
        />
        <text x={34} y={height - 9}>
          some nodes down
        </text>
      </g>
    </svg>
  );
}
