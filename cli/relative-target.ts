import { posix } from 'node:path';

/** The path that a reference leads to from a folder, where it is that of a file; nothing outside of the schema file's folder is read. */
export function relativeTarget(reference: string, folder: string): string | undefined {
  const path = reference.replace(/#.*$/s, '');
  if (!/\.(?:json|ya?ml)$/i.test(path) || /^[a-z][a-z0-9+.-]*:|^\/|\\/i.test(path) || path.includes('%')) return undefined;
  return posix.join(folder, path);
}
