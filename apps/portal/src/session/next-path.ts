/** A page of this portal that an address names, or null: a link must not lead elsewhere after signing in. */
export function nextPathOf(text: string | null | undefined): string | null {
  if (!text?.startsWith("/") || !/^[!-[\]-~]+$/.test(text)) return null;
  const base = "http://portal.invalid";
  if (!URL.canParse(text, base)) return null;
  const { origin, pathname, search } = new URL(text, base);
  if (origin !== base || pathname.startsWith("//") || /^\/(api|operator|sign-in)(\/|$)/.test(pathname)) return null;
  return pathname + search;
}

/** Where to sign in, and then come back to. */
export function signInPath(next: string | null): string {
  const path = nextPathOf(next);
  return path === null || path === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(path)}`;
}
