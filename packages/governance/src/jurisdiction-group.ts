import type { Leaf, Resolution } from "./jurisdiction.ts";
import { allLeaves, isLeaf, resolvePlace } from "./jurisdiction.ts";

/** One dated version of a group with a legal definition. Groups are expanded to leaves when a fence is set. */
export interface JurisdictionGroup {
  readonly name: string;
  readonly version: number;
  readonly label: string;
  /** First day on which this list is in force. */
  readonly validFrom: string;
  readonly leaves: readonly Leaf[];
  readonly source: string;
}

function leaves(text: string): Leaf[] {
  const list = text.split(" ");
  const wrong = list.find((code) => !isLeaf(code));
  if (wrong !== undefined) throw new RangeError(`a group lists ISO 3166-1 codes, received "${wrong}"`);
  return list.filter(isLeaf).toSorted();
}

const memberStates = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK";

/** The groups that exist. There is no "Europe": it has no legal definition. */
export const jurisdictionGroups: readonly JurisdictionGroup[] = [
  {
    name: "EU27",
    version: 1,
    label: "Member states of the European Union, by their own codes",
    validFrom: "2020-02-01",
    leaves: leaves(memberStates),
    source: "Treaty on European Union article 52, after the withdrawal of the United Kingdom",
  },
  {
    name: "EEA",
    version: 1,
    label: "European Economic Area",
    validFrom: "2020-02-01",
    leaves: leaves(`${memberStates} IS LI NO`),
    source: "EEA Agreement article 126: EU27, Iceland, Liechtenstein, Norway",
  },
  {
    name: "EU-TERRITORY",
    version: 1,
    label: "EU27 with the outermost regions that have codes of their own",
    validFrom: "2020-02-01",
    leaves: leaves(`${memberStates} GF GP MQ RE YT MF`),
    source: "TFEU articles 349 and 355 (1)",
  },
  {
    name: "FR-REPUBLIC",
    version: 1,
    label: "The French Republic with its overseas departments, collectivities and territories",
    validFrom: "2011-03-31",
    leaves: leaves("FR GF GP MQ RE YT MF BL PM WF PF NC TF"),
    source: "French Constitution articles 72-3 and following; Mayotte a department since 2011-03-31",
  },
];

/** The version of a group in force on a day; undefined when there is none. **Shape** `day` as 2026-11-20 or an instant. */
export function groupInForce(
  name: string,
  day: string,
  groups: readonly JurisdictionGroup[] = jurisdictionGroups,
): JurisdictionGroup | undefined {
  return groups
    .filter((group) => group.name === name && group.validFrom <= day)
    .toSorted((left, right) => left.version - right.version)
    .at(-1);
}

export type PlacesResolution =
  | {
      readonly kind: "leaves";
      readonly leaves: readonly Leaf[];
      readonly groups: readonly { readonly name: string; readonly version: number }[];
    }
  | {
      readonly kind: "unknown_location";
      readonly unknown: readonly Extract<Resolution, { kind: "unknown_location" }>[];
    };

/**
 * Reads what a person sends as places (codes, aliases, groups) into leaves, once: a group that grows later does not
 * widen what was stored. All or nothing: one unknown place makes the whole list unknown.
 */
export function resolvePlaces(
  places: readonly string[],
  day: string,
  groups: readonly JurisdictionGroup[] = jurisdictionGroups,
): PlacesResolution {
  const found = new Set<Leaf>();
  const used: { name: string; version: number }[] = [];
  const unknown: Extract<Resolution, { kind: "unknown_location" }>[] = [];
  for (const place of places) {
    const group = groupInForce(place.trim().toUpperCase(), day, groups);
    if (group) {
      used.push({ name: group.name, version: group.version });
      for (const leaf of group.leaves) found.add(leaf);
      continue;
    }
    const resolution = resolvePlace(place);
    if (resolution.kind === "leaf") found.add(resolution.leaf);
    else unknown.push(resolution);
  }
  if (unknown.length > 0) return { kind: "unknown_location", unknown };
  return { kind: "leaves", leaves: [...found].toSorted(), groups: used };
}

/** "Anywhere but these": every leaf known today except the listed ones, so an unknown place is never inside. */
export function everywhereExcept(excluded: readonly Leaf[]): Leaf[] {
  const out = new Set<string>(excluded);
  return allLeaves.filter((leaf) => !out.has(leaf));
}
