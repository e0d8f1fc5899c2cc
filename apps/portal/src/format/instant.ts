const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const minute = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
const second = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZone: "UTC",
});

export type InstantDetail = "day" | "minute" | "second";

/** `21 Nov 2026, 09:14 UTC`. One zone for everybody, so that two people who talk about a date mean the same one. */
export function formatInstant(instant: string | number, detail: InstantDetail = "minute"): string {
  const date = new Date(instant);
  if (detail === "day") return `${day.format(date)} UTC`;
  return `${day.format(date)}, ${(detail === "second" ? second : minute).format(date)} UTC`;
}

/** The exact instant, to the millisecond, for the tooltip. */
export const exactInstant = (instant: string | number): string => new Date(instant).toISOString();
