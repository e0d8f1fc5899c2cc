import { deviceSteps } from "../../quote/device-steps.ts";
import { devicesMost, type PlannerQuestion } from "../state.ts";
import type { SettingView } from "./message.ts";

/** **Returns** the same question at every other stop of the slider, the nearest first. */
export function otherStops(question: PlannerQuestion, setting: SettingView): PlannerQuestion[] {
  const distance = (devices: number) => Math.abs(Math.log(devices / question.devices));
  return deviceSteps(Math.min(devicesMost, setting.devicesMost), setting.devicesPerNode)
    .filter((devices) => devices !== question.devices)
    .toSorted((left, right) => distance(left) - distance(right))
    .map((devices) => ({ ...question, devices }));
}
