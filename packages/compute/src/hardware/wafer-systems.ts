import { assumed, quantity } from "./quantity.ts";
import type { WaferSystem } from "./system.ts";

const hotChips = (year: number) => `Cerebras, Hot Chips ${year}, and product data sheet`;
const wafer = {
  kind: "wafer",
  devicesMax: quantity(192, "wafer", "largest cluster announced for CS-2 with SwarmX (Cerebras 2021)"),
  ioBandwidth: quantity(150e9, "B/s", "12 x 100 GbE = 1.2 Tb/s each way, Cerebras data sheet"),
  faultsPerNodeDay: assumed(
    0.004,
    "1/day",
    "no published rate; 0.003 assumed for the wafer, 0.001 for its hosts and software as in a GPU node (Llama 3)",
  ),
  parametersMax: assumed(
    1e12,
    "parameter",
    "one trillion trained on one CS-3 (Sandia, December 2024); a MemoryX of 12 TB holds 12 bytes for each",
  ),
} as const;

const cs2: WaferSystem = {
  ...wafer,
  id: "cs-2",
  label: "Cerebras CS-2",
  year: 2021,
  cores: quantity(850_000, "core", hotChips(2021)),
  simdWidth: quantity(4, "multiply-add/cycle", "SIMD-4 fp16, Hot Chips 2022"),
  clock: quantity(
    1.1e9,
    "Hz",
    "quoted from memory; 850,000 x 4 x 2 x 1.1 GHz = the 7.5 PF that Andromeda's 120 PF imply",
  ),
  memory: quantity(40e9, "B", hotChips(2021)),
  memoryBandwidth: quantity(20e15, "B/s", hotChips(2021)),
  nodePower: quantity(20_000, "W", "17 kW typical, 23 kW peak, quoted from memory"),
  nodePowerIdle: assumed(10_000, "W", "assumed half of the load: clocks and pumps never stop"),
};

const cs3: WaferSystem = {
  ...wafer,
  id: "cs-3",
  label: "Cerebras CS-3",
  year: 2024,
  cores: quantity(900_000, "core", hotChips(2024)),
  simdWidth: quantity(8, "multiply-add/cycle", "8-wide fp16, quoted from memory"),
  clock: quantity(1.1e9, "Hz", "quoted from memory"),
  memory: quantity(44e9, "B", hotChips(2024)),
  memoryBandwidth: quantity(21e15, "B/s", hotChips(2024)),
  nodePower: quantity(23_000, "W", "23 kW peak, quoted from memory"),
  nodePowerIdle: assumed(11_500, "W", "assumed half of the load: clocks and pumps never stop"),
};

/** Wafer-scale systems that can be chosen, oldest first. */
export const waferSystems: readonly WaferSystem[] = [cs2, cs3];
