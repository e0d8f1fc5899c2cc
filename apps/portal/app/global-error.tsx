"use client";

/** The last resort, when the frame of the page itself failed: plain HTML without the theme. */
export default function GlobalError({ reset }: { readonly error: Error; readonly reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <main>
          <h1>Ingot could not draw this page</h1>
          <p>The fault is ours; nothing you did is lost.</p>
          <button type="button" onClick={reset}>
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
