import { large } from "../text.ts";

const megawattHour = 3.6e9;

/** Energy in MWh, or in kWh below one. */
export const energyWords = (joules: number): string =>
  joules < megawattHour ? `${large((joules / megawattHour) * 1000)} kWh` : `${large(joules / megawattHour)} MWh`;
