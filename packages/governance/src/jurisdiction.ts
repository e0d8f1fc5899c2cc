import type { Branded } from "@ingot/units";

/** Where a machine stands: an ISO 3166-1 alpha-2 code. Dual-coded places (GF, RE, PR …) are leaves of their own. */
export type Leaf = Branded<string, "Leaf">;

const codes =
  "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC " +
  "CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD " +
  "GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH " +
  "KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW " +
  "MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC " +
  "SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY " +
  "UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

/** Every leaf we know, in order. **Source** ISO 3166-1, 249 officially assigned codes. */
export const allLeaves: readonly Leaf[] = codes.split(" ") as Leaf[];

const known: ReadonlySet<string> = new Set(allLeaves);

export const isLeaf = (text: string): text is Leaf => known.has(text);

/**
 * Other spellings that people and clouds use, in lower case. Only this table translates; nothing is guessed.
 * Subdivisions that have a country code of their own become that leaf and never the state they belong to.
 */
const aliases: Readonly<Record<string, string>> = {
  france: "FR",
  "metropolitan france": "FR",
  "fr-par": "FR",
  "eu-west-3": "FR",
  "europe-west9": "FR",
  germany: "DE",
  deutschland: "DE",
  "eu-central-1": "DE",
  "europe-west3": "DE",
  ireland: "IE",
  "eu-west-1": "IE",
  uk: "GB",
  "united kingdom": "GB",
  "eu-west-2": "GB",
  "europe-west2": "GB",
  el: "GR",
  greece: "GR",
  usa: "US",
  "united states": "US",
  "us-east-1": "US",
  "us-east-2": "US",
  "us-west-1": "US",
  "us-west-2": "US",
  "french guiana": "GF",
  "fr-973": "GF",
  "fr-971": "GP",
  "fr-972": "MQ",
  "fr-974": "RE",
  "fr-976": "YT",
  "fr-977": "BL",
  "fr-bl": "BL",
  "fr-978": "MF",
  "fr-mf": "MF",
  "fr-975": "PM",
  "fr-pm": "PM",
  "fr-986": "WF",
  "fr-wf": "WF",
  "fr-987": "PF",
  "fr-pf": "PF",
  "fr-988": "NC",
  "fr-nc": "NC",
  "fr-984": "TF",
  "fr-tf": "TF",
  "us-as": "AS",
  "us-gu": "GU",
  "us-mp": "MP",
  "us-pr": "PR",
  "us-um": "UM",
  "us-vi": "VI",
  "fi-01": "AX",
  "no-21": "SJ",
  "no-22": "SJ",
  "cn-tw": "TW",
  "cn-hk": "HK",
  "cn-mo": "MO",
  "nl-aw": "AW",
  "nl-cw": "CW",
  "nl-sx": "SX",
};

export type Resolution =
  | { readonly kind: "leaf"; readonly leaf: Leaf }
  | { readonly kind: "unknown_location"; readonly received: string; readonly rule: string };

/** Reads one place: a code in any case, with spaces around, or an alias. Everything else is UNKNOWN_LOCATION. */
export function resolvePlace(received: string): Resolution {
  const trimmed = received.trim();
  const code = trimmed.toUpperCase();
  // ASCII only: fullwidth letters and dotless i would otherwise slip through case mapping.
  if (/^[A-Za-z]{2}$/.test(trimmed) && isLeaf(code)) return { kind: "leaf", leaf: code };
  const alias = trimmed.toLowerCase();
  const leaf = Object.hasOwn(aliases, alias) ? aliases[alias] : undefined;
  if (leaf !== undefined && isLeaf(leaf)) return { kind: "leaf", leaf };
  return {
    kind: "unknown_location",
    received,
    rule: "a place is an ISO 3166-1 alpha-2 code such as FR, a dated group such as EU27, or a name of the alias table",
  };
}
