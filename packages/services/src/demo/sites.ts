import type { SiteDescription } from "../site/description.ts";

/** Three countries, so that "never leaves France" has somewhere else not to go. */
export const demoSites: readonly SiteDescription[] = [
  {
    slug: "lyon",
    label: "Lyon",
    country: "FR",
    operator_countries: ["FR"],
    latitude: 45.76,
    longitude: 4.84,
    fault_profile: "curated",
    clusters: [
      { system: "dgx-h100", label: "Lyon H100", nodes: 128 },
      { system: "dgx-a100-80", label: "Lyon A100", nodes: 32 },
      { system: "cs-2", label: "Lyon CS-2", nodes: 16 },
    ],
  },
  {
    slug: "frankfurt",
    label: "Frankfurt",
    country: "DE",
    operator_countries: ["DE"],
    latitude: 50.11,
    longitude: 8.68,
    fault_profile: "curated",
    clusters: [
      { system: "dgx-h100", label: "Frankfurt H100", nodes: 32 },
      { system: "dgx-h200", label: "Frankfurt H200", nodes: 64 },
      { system: "cs-3", label: "Frankfurt CS-3", nodes: 8 },
    ],
  },
  {
    slug: "ashburn",
    label: "Ashburn",
    country: "US",
    operator_countries: ["US"],
    latitude: 39.04,
    longitude: -77.49,
    fault_profile: "shared_research",
    clusters: [
      { system: "dgx-h100", label: "Ashburn H100", nodes: 160 },
      { system: "dgx-b200", label: "Ashburn B200", nodes: 64 },
      { system: "cs-3", label: "Ashburn CS-3", nodes: 16 },
    ],
  },
];
