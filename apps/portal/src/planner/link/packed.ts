/** Most characters that a packed file may have; what is pasted is a small JSON file. */
const unpackedMost = 200_000;

/** Most characters of a packed file that an address here is read with. */
export const packedLongest = 8000;

/** Whether a text may be a packed file. */
export const isPacked = (text: string): boolean => /^[\w-]{4,}$/.test(text) && text.length <= packedLongest;

const toBase64 = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

/** JSON without its blanks, deflated, in letters that an address may hold. **Throws** SyntaxError for what is no JSON. */
export async function packJson(text: string): Promise<string> {
  const plain = JSON.stringify(JSON.parse(text) as unknown);
  if (plain.length > unpackedMost) {
    throw new RangeError(`a file has at most ${unpackedMost} characters, received ${plain.length}`);
  }
  const stream = new Blob([plain]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return toBase64(new Uint8Array(await new Response(stream).arrayBuffer()));
}

/** What was packed. **Throws** where the letters are damaged, or unfold to more than any file here has. */
export async function unpackJson(packed: string): Promise<unknown> {
  const stream = new Blob([fromBase64(packed)]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += part.value;
    if (text.length > unpackedMost) throw new RangeError(`a file has at most ${unpackedMost} characters`);
  }
  return JSON.parse(text) as unknown;
}
