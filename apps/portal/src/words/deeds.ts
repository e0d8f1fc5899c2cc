import type { Scope } from "@ingot/governance";
import { spellOut } from "./sentences.ts";

const deeds: Partial<Record<Scope, string>> = {
  "clock.write": "change the demo's time",
  "contract.accept": "accept quotes",
  "contract.write": "pause, resume or cancel contracts",
  "dataset.write": "add data",
  "fleet.write": "break nodes or make keys",
  "key.write": "make or revoke API keys",
  "member.write": "invite, change or remove members",
  "quote.write": "ask for quotes or decline them",
};

/** Why a button is closed to somebody, and who can open it. */
export function refusalInWords(scope: Scope, role: string | null): string {
  const deed = deeds[scope] ?? `do this (${scope})`;
  return `${role === null ? "Without a role you" : `The role ${spellOut(role).toLowerCase()}`} may not ${deed}.`;
}
