import type { Actor } from "./context.ts";

/** Who acts, as one text: for idempotency, audit and decisions. */
export function actorId(actor: Actor): string {
  switch (actor.kind) {
    case "person":
      return actor.personId;
    case "staff":
      return actor.key?.id ?? actor.personId;
    case "key":
      return actor.keyId;
    case "system":
      return `system:${actor.name}`;
    case "anonymous":
      return "anonymous";
  }
}

/** Who acts, as people call them; kept beside what they made. The audit holds the id. */
export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case "person":
    case "staff":
      return actor.name;
    case "key":
      return `key ${actor.name}`;
    case "system":
    case "anonymous":
      return "Ingot";
  }
}
