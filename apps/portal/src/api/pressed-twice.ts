import type { AppRouter } from "@ingot/api";
import type { TRPCLink } from "@trpc/client";
import { observable, share, type Observable } from "@trpc/server/observable";

/**
 * A write that is asked for again, word for word, while it is under way is a button pressed twice: both get the one
 * answer. (Sent under one key instead, the second would miss what is said once, such as a new key's secret.)
 */
export const pressedTwice: TRPCLink<AppRouter> = () => {
  const underWay = new Map<string, Observable<never, never>>();
  return ({ op, next }) => {
    const asked = JSON.stringify([op.path, op.input]);
    const twin = underWay.get(asked);
    if (twin) return twin;
    const sent = share()(
      observable((observer) => {
        const sending = next(op).subscribe(observer);
        return () => {
          underWay.delete(asked);
          sending.unsubscribe();
        };
      }),
    ) as Observable<never, never>;
    underWay.set(asked, sent);
    return sent;
  };
};
