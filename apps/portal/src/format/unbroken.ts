const units = [
  "%",
  "million|billion|trillion",
  "[nµm]?s|min|h|d",
  "[KMGTP]?i?B(?:/s)?",
  "[kMGT]?Wh?|[kMGT]?J",
  "nats",
].join("|");

const numberThenUnit = new RegExp(`(\\d) (?=(?:${units})(?![\\w/]))`, "g");
const nameThenNumber = /\b(ZeRO|GPU|tensor|context|expert|data|pipeline|micro batch) (?=\d)/g;

/** The same words, with each number on one line with its unit, or with the name that it belongs to. */
export const unbroken = (text: string): string =>
  text.replace(numberThenUnit, "$1\u00a0").replace(nameThenNumber, "$1\u00a0");
