"use client";

import type { Scope } from "@ingot/governance";
import { Button, type ButtonProps } from "@mantine/core";
import { type ReactNode, useId } from "react";
import type { Session } from "../api/outputs.ts";
import { Link } from "../page/link.tsx";
import { refusalInWords } from "../words/deeds.ts";
import { useSession } from "./session.tsx";

/** Whether the session holds a scope. The server asks again at every request; this only spares a refusal. */
export const holds = (session: Pick<Session, "scopes">, scope: Scope): boolean => session.scopes.includes(scope);

/** Whether whoever looks at the page may do this. */
export const useMay = (scope: Scope): boolean => holds(useSession(), scope);

interface MayButtonProps extends ButtonProps {
  readonly scope: Scope;
  /** What it does, or the page it leads to. */
  readonly onClick?: () => void;
  readonly href?: string;
  readonly children: ReactNode;
  readonly "aria-label"?: string;
}

/** A button for those who may; for others it stays in reach, is disabled, and says why. */
export function MayButton({ scope, onClick, href, children, ...props }: MayButtonProps) {
  const session = useSession();
  const reasonId = useId();
  if (holds(session, scope)) {
    return href ? (
      <Button {...props} component={Link} href={href}>
        {children}
      </Button>
    ) : (
      <Button {...props} onClick={onClick}>
        {children}
      </Button>
    );
  }
  const reason = refusalInWords(scope, session.role ?? session.staff_role);
  // `aria-disabled` instead of `disabled`: what cannot be focused cannot say why.
  return (
    <>
      <Button {...props} data-disabled aria-disabled aria-describedby={reasonId} title={reason}>
        {children}
      </Button>
      <span id={reasonId} className="visually-hidden">
        {reason}
      </span>
    </>
  );
}
