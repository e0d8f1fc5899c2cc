const segment = /^[a-z0-9_][a-z0-9._=-]{0,126}$/;

/**
 * Refuses a key that is no plain relative path, so that no key can leave a store's root, hide, or mean two files on a
 * file system that ignores case. **Range** segments of a-z 0-9 . _ = - that start with a letter, digit or underscore,
 * 1 to 127 characters each, at most 512 in all. **Throws** RangeError.
 */
export function assertBlobKey(key: string): void {
  const fits = key.length > 0 && key.length <= 512 && key.split("/").every((part) => segment.test(part));
  if (!fits) {
    const shown = JSON.stringify(key.slice(0, 100));
    throw new RangeError(`a blob key is lower-case segments joined by "/" (a-z 0-9 . _ = -), received ${shown}`);
  }
}
