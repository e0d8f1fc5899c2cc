import type { Reason } from "../../plan/plan.ts";

type Names = string | readonly string[];

const listOf = (names: Names): readonly string[] => (typeof names === "string" ? [names] : names);

const shown = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));

/** Reads a configuration field by field and notes what is wrong with it, so that all of it is told at once. */
export class ConfigReader {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly path: string;
  readonly refusals: Reason[];
  readonly ignored: Reason[];

  constructor(fields: Readonly<Record<string, unknown>>, path = "", notes?: ConfigReader) {
    this.fields = fields;
    this.path = path;
    this.refusals = notes?.refusals ?? [];
    this.ignored = notes?.ignored ?? [];
  }

  refuse(names: Names, rule: string, received: unknown): void {
    const field = this.path + listOf(names).join(" or ");
    const text = `config.json: ${field} ${rule}; received ${shown(received)}.`;
    this.refusals.push({ code: "config", text, values: { field, received: shown(received) } });
  }

  ignore(field: string, why: string): void {
    const text = `config.json: ${this.path}${field} is not part of the cost: ${why}.`;
    this.ignored.push({ code: "ignored", text, values: { field: this.path + field } });
  }

  /** The first of these fields that says something; null says nothing. */
  raw(names: Names): unknown {
    for (const name of listOf(names)) {
      if (Object.hasOwn(this.fields, name) && this.fields[name] !== null) return this.fields[name];
    }
    return undefined;
  }

  /** A whole number within limits, or `otherwise` where the field says nothing; NaN once refused. */
  count(names: Names, otherwise?: number, least = 1): number {
    const given = this.raw(names);
    // What follows from a refused field is not refused again.
    if (given === undefined && Number.isNaN(otherwise)) return Number.NaN;
    const value = given ?? otherwise;
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= least && value <= 1e9) return value;
    this.refuse(names, `must be a whole number from ${least} to 1e9`, value);
    return Number.NaN;
  }

  optional(names: Names): number | undefined {
    return this.raw(names) === undefined ? undefined : this.count(names);
  }

  /** A number above 0, or `otherwise` where the field says nothing; NaN once refused. */
  amount(names: Names, otherwise: number): number {
    const value = this.raw(names) ?? otherwise;
    if (typeof value === "number" && Number.isFinite(value) && value > 0) return value;
    this.refuse(names, "must be a number above 0", value);
    return Number.NaN;
  }

  flag(names: Names, otherwise: boolean): boolean {
    const value = this.raw(names) ?? otherwise;
    if (typeof value === "boolean") return value;
    this.refuse(names, "must be true or false", value);
    return otherwise;
  }

  text(names: Names, otherwise: string): string {
    const value = this.raw(names) ?? otherwise;
    if (typeof value === "string") return value;
    this.refuse(names, "must be a text", value);
    return otherwise;
  }

  list(names: Names): readonly unknown[] | undefined {
    const value = this.raw(names);
    if (value === undefined || Array.isArray(value)) return value;
    this.refuse(names, "must be a list", value);
    return undefined;
  }

  /** A nested object, empty where the field says nothing. */
  section(name: string): ConfigReader {
    const value = this.raw(name);
    if (isRecord(value)) return new ConfigReader(value, `${this.path}${name}.`, this);
    if (value !== undefined) this.refuse(name, "must be an object", value);
    return new ConfigReader({}, `${this.path}${name}.`, this);
  }

  /** A share of a whole: refused unless it divides. */
  share(names: Names, whole: number, part: number): number {
    if (Number.isNaN(whole) || Number.isNaN(part) || whole % part === 0) return whole / part;
    this.refuse(names, `must divide ${whole}`, part);
    return Number.NaN;
  }
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
