const name = "ingot-session";

/** Tells the other tabs of this browser that the session has ended or acts for another organization. */
export function announceSessionChange(): void {
  const channel = new BroadcastChannel(name);
  channel.postMessage("changed");
  channel.close();
}

/** Runs when another tab says so. **Returns** what ends the listening. */
export function onSessionChange(run: () => void): () => void {
  const channel = new BroadcastChannel(name);
  channel.addEventListener("message", run);
  return () => channel.close();
}
