import { readFile } from "node:fs/promises";
import { join } from "node:path";

// Whole paths, so that the build traces these two files and no others.
const files: Readonly<Record<string, { readonly path: string; readonly type: string }>> = {
  "swagger-ui.css": {
    path: join(process.cwd(), "node_modules/swagger-ui-dist/swagger-ui.css"),
    type: "text/css; charset=utf-8",
  },
  "swagger-ui-bundle.js": {
    path: join(process.cwd(), "node_modules/swagger-ui-dist/swagger-ui-bundle.js"),
    type: "text/javascript; charset=utf-8",
  },
};

export async function GET(_: Request, { params }: { params: Promise<{ file: string }> }): Promise<Response> {
  const { file } = await params;
  const known = Object.hasOwn(files, file) ? files[file] : undefined;
  if (!known) return new Response("not found", { status: 404, headers: { "x-content-type-options": "nosniff" } });
  const headers = {
    "content-type": known.type,
    "x-content-type-options": "nosniff",
    "cache-control": "public, max-age=86400",
  };
  return new Response(await readFile(known.path), { headers });
}
