import { large } from "../text.ts";

const megawattHour = 3.6e9;

/** Energy in MWh, in kWh below one, in GWh from a thousand. */
export function energyWords(joules: number): string {
  const hours = joules / megawattHour;
  if (hours < 1) return `${large(hours * 1000)} kWh`;
  return hours < 1000 ? `${large(hours)} MWh` : `${large(hours / 1000)} GWh`;
}
