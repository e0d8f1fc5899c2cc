import type { HardwareChoice } from "@ingot/compute";
import { count, large } from "../text.ts";

const megawattHour = 3.6e9;

/** Energy in MWh, in kWh below one, in GWh from a thousand. */
export function energyWords(joules: number): string {
  const hours = joules / megawattHour;
  if (hours < 1) return `${large(hours * 1000)} kWh`;
  return hours < 1000 ? `${large(hours)} MWh` : `${large(hours / 1000)} GWh`;
}

/** The same, and what it costs where the owner of a described cluster states a tariff. */
export function energyAtTariff(joules: number, { described }: HardwareChoice): string {
  const tariff = described?.powerPrice;
  if (tariff === undefined) return energyWords(joules);
  const [currency = ""] = tariff.unit.split("/");
  const cost = (joules / megawattHour) * 1000 * tariff.value;
  return `${energyWords(joules)}, ${currency} ${count(cost)} at your tariff`;
}
