/** Who sells. Printed on every paper. */
export const seller = {
  name: "Ingot SAS",
  address: ["12 rue du Creuset", "69007 Lyon", "France"],
  country: "FR",
  /** A specimen: the company of the demo is not registered. */
  vatNumber: "FR00 000 000 000 (specimen)",
} as const;
