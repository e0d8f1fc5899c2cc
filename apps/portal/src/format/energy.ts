import { formatSignificant } from "./number.ts";

const units = [
  { from: 1e6, unit: "GWh" },
  { from: 1e3, unit: "MWh" },
] as const;

/** Energy given in kWh with its unit: `2,447 MWh`, `12.6 GWh`, `840 kWh`. */
export function formatEnergy(kilowattHours: number): string {
  const scale = units.find(({ from }) => Math.abs(kilowattHours) >= from * 10);
  return `${formatSignificant(scale ? kilowattHours / scale.from : kilowattHours)} ${scale?.unit ?? "kWh"}`;
}

/** Power given in W: `1,152 kW`, `12.4 MW`. */
export function formatPower(watts: number): string {
  if (Math.abs(watts) >= 1e7) return `${formatSignificant(watts / 1e6)} MW`;
  return Math.abs(watts) >= 1e3 ? `${formatSignificant(watts / 1e3)} kW` : `${formatSignificant(watts)} W`;
}
