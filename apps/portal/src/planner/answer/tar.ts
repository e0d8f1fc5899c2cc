interface TarFile {
  readonly path: string;
  readonly content: string;
}

const block = 512;
const encoder = new TextEncoder();

/** One entry's header. **Source** POSIX ustar: names of at most 100 bytes, numbers in octal, a checksum over blanks. */
function headerOf(path: string, size: number): Uint8Array {
  const header = new Uint8Array(block);
  const write = (text: string, at: number) => header.set(encoder.encode(text), at);
  if (encoder.encode(path).length > 100) throw new RangeError(`a name has at most 100 bytes, received "${path}"`);
  write(path, 0);
  write(path.endsWith(".sh") ? "0000755\0" : "0000644\0", 100);
  write("0000000\0", 108);
  write("0000000\0", 116);
  write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  write("00000000000\0", 136);
  write("        0", 148);
  write("ustar\u000000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}

/** Files in one archive that `tar -x` unpacks; scripts may be run. **Throws** RangeError for a name above 100 bytes. */
export function tarOf(files: readonly TarFile[]): Uint8Array<ArrayBuffer> {
  const parts = files.flatMap(({ path, content }) => {
    const bytes = encoder.encode(content);
    return [headerOf(path, bytes.length), bytes, new Uint8Array((block - (bytes.length % block)) % block)];
  });
  parts.push(new Uint8Array(2 * block));
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
