export * from "./brand.ts";
export * from "./id.ts";
export * from "./money.ts";
export * from "./rational.ts";
