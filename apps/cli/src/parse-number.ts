import { InvalidArgumentError } from "commander";

/** A whole number as people write it: 120e9, 120B, 1_000_000. */
export function wholeNumber(text: string): number {
  const [, digits, letter] = /^([\d_.]+(?:e\d+)?)([kKmMbBtT]?)$/.exec(text) ?? [];
  const exact = Number(digits?.replaceAll("_", "")) * scaleOf(letter);
  const value = Math.round(exact);
  // 1.1T comes out a little beside a whole number, 1.5 is none.
  const whole = Math.abs(exact - value) <= 4 * Number.EPSILON * value;
  if (digits === undefined || !whole || !Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError(`a whole number of 1 or more such as 120e9 or 120B, received "${text}"`);
  }
  return value;
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError(`a number above 0, received "${text}"`);
  }
  return value;
}

/** How often something happens; 0 where it never does. */
export function rate(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError(`a number of 0 or more, received "${text}"`);
  }
  return value;
}

/** A share in percent: 75 or 75%. What is below 1 was meant as a share of 1, so it is refused. */
export function percentage(text: string): number {
  const value = Number(text.replace(/\s*%$/, ""));
  if (text.trim() === "" || !(value === 0 || (value >= 1 && value <= 100))) {
    throw new InvalidArgumentError(
      `a percentage, 0 or from 1 to 100, such as 75 for three quarters, received "${text}"`,
    );
  }
  return value;
}

export function month(text: string): string {
  if (/^\d{4}(-(0[1-9]|1[0-2]))?$/.test(text)) return text;
  throw new InvalidArgumentError(`a month such as 2023-11 or a year, received "${text}"`);
}

/** A day (its end, UTC) or an instant, as ISO 8601. */
export function finishBy(text: string): string {
  const instant = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T23:59:59Z` : text);
  if (Number.isNaN(instant.getTime())) {
    throw new InvalidArgumentError(`a date such as 2026-12-14 or an ISO 8601 instant, received "${text}"`);
  }
  return instant.toISOString();
}

function scaleOf(letter: string | undefined): number {
  switch (letter?.toLowerCase()) {
    case "k":
      return 1e3;
    case "m":
      return 1e6;
    case "b":
      return 1e9;
    case "t":
      return 1e12;
    default:
      return 1;
  }
}
