import { assumed, quantity } from "./quantity.ts";
import type { WaferSystem } from "./system.ts";

const hotChips = (year: number) => `Cerebras, Hot Chips ${year}, and product data sheet`;

const sdk = (flags: string) => `Cerebras SDK documentation, --fabric-dims=${flags} of the whole machine`;

const wafer = {
  kind: "wafer",
  coreMemory: quantity(48 * 1024, "B", "48 KB a core, Cerebras, Hot Chips 2019 to 2024"),
  ioBandwidth: quantity(150e9, "B/s", "12 x 100 GbE = 1.2 Tb/s each way, Cerebras data sheet"),
  faultsPerNodeDay: assumed(
    0.004,
    "1/day",
    "no published rate; 0.003 assumed for the wafer, 0.001 for its hosts and software as in a GPU node (Llama 3)",
  ),
  parametersMax: assumed(
    1e12,
    "parameter",
    "one trillion trained on one CS-3 (Sandia, December 2024); larger stores are announced, larger models were not shown",
  ),
  residentParametersMax: quantity(
    1e9,
    "parameter",
    "ALCF AI Testbed user guide: pipelined execution for models of up to 1 billion parameters",
  ),
  streams: true,
} as const;

const cs1: WaferSystem = {
  ...wafer,
  id: "cs-1",
  label: "Cerebras CS-1",
  year: 2019,
  devicesMax: assumed(1, "wafer", "assumed: no cluster with a shared weight store was announced for CS-1"),
  cores: quantity(400_000, "core", hotChips(2019)),
  fabricColumns: quantity(633, "core", "ISPD 2020 contest of wafer-scale placement: a fabric of 633 x 633 tiles"),
  fabricRows: quantity(633, "core", "ISPD 2020 contest of wafer-scale placement: a fabric of 633 x 633 tiles"),
  simdWidth: assumed(4, "multiply-add/cycle", "assumed as in WSE-2; the data sheet states no peak"),
  clock: assumed(1.1e9, "Hz", "assumed as in WSE-2; the data sheet states no clock"),
  memory: quantity(18e9, "B", hotChips(2019)),
  memoryBandwidth: quantity(9e15, "B/s", hotChips(2019)),
  fabricBandwidth: quantity(12.5e15, "B/s", `${hotChips(2019)}: 100 Pb/s`),
  nodePower: assumed(17_000, "W", "assumed 85 % of the peak, as CS-2 draws"),
  nodePowerPeak: quantity(20_000, "W", "20 kW, quoted from memory"),
  nodePowerIdle: assumed(8500, "W", "assumed half of the load: clocks and pumps never stop"),
  parametersMax: quantity(
    1e9,
    "parameter",
    "no weights stream to it: models live on the wafer whole (ALCF user guide)",
  ),
  streams: false,
};

const cs2: WaferSystem = {
  ...wafer,
  id: "cs-2",
  label: "Cerebras CS-2",
  year: 2021,
  devicesMax: quantity(192, "wafer", "largest cluster announced for CS-2 with SwarmX (Cerebras 2021)"),
  cores: quantity(850_000, "core", hotChips(2021)),
  fabricColumns: quantity(757, "core", sdk("757,996")),
  fabricRows: quantity(996, "core", sdk("757,996")),
  simdWidth: quantity(4, "multiply-add/cycle", "SIMD-4 fp16, Hot Chips 2022"),
  clock: quantity(
    1.1e9,
    "Hz",
    "quoted from memory; 850,000 x 4 x 2 x 1.1 GHz = the 7.5 PF that Andromeda's 120 PF imply",
  ),
  memory: quantity(40e9, "B", hotChips(2021)),
  memoryBandwidth: quantity(20e15, "B/s", hotChips(2021)),
  fabricBandwidth: quantity(27.5e15, "B/s", `${hotChips(2021)}: 220 Pb/s`),
  nodePower: quantity(20_000, "W", "17 kW typical, 23 kW peak, quoted from memory"),
  nodePowerPeak: quantity(23_000, "W", "23 kW peak, quoted from memory"),
  nodePowerIdle: assumed(10_000, "W", "assumed half of the load: clocks and pumps never stop"),
  parametersMax: assumed(850e9, "parameter", "assumed: what the delivered MemoryX of 12 TB holds at 14 bytes each"),
  price: quantity(1.6e6, "USD", "Condor Galaxy 1: about 100 million dollars for 64 systems (press, July 2023)"),
};

const cs3: WaferSystem = {
  ...wafer,
  id: "cs-3",
  label: "Cerebras CS-3",
  year: 2024,
  devicesMax: quantity(192, "wafer", "192 of CS-2; 2,048 are claimed for CS-3 but none that large was shown"),
  cores: quantity(900_000, "core", hotChips(2024)),
  fabricColumns: quantity(762, "core", sdk("762,1172")),
  fabricRows: quantity(1172, "core", sdk("762,1172")),
  simdWidth: quantity(8, "multiply-add/cycle", "8-wide fp16, quoted from memory"),
  clock: quantity(1.1e9, "Hz", "quoted from memory"),
  memory: quantity(44e9, "B", hotChips(2024)),
  memoryBandwidth: quantity(21e15, "B/s", hotChips(2024)),
  fabricBandwidth: quantity(26.75e15, "B/s", `${hotChips(2024)}: 214 Pb/s`),
  nodePower: quantity(23_000, "W", "23 kW peak, quoted from memory"),
  nodePowerPeak: quantity(23_000, "W", "23 kW peak, quoted from memory"),
  nodePowerIdle: assumed(11_500, "W", "assumed half of the load: clocks and pumps never stop"),
};

/** Wafer-scale systems that can be chosen, oldest first. */
export const waferSystems: readonly WaferSystem[] = [cs1, cs2, cs3];
