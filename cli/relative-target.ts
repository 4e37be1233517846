import { posix } from 'node:path';

/**
 * The path that a reference leads to from a folder, both as URIs write them, where it is that of a file; nothing outside of the schema
 * file's folder is read.
 */
export function relativeTarget(reference: string, folder: string): string | undefined {
  const path = reference.replace(/#.*$/s, '');
  if (!/\.(?:json|ya?ml)$/i.test(path) || /^[a-z][a-z0-9+.-]*:|^\/|\\/i.test(path) || !path.split('/').every(isName)) return undefined;
  return posix.join(folder, path);
}

/** The file of such a path, as the file system calls it: `price%20list.json` is `price list.json`. */
export function fileOfTarget(target: string): string {
  return target.split('/').map(decodeURIComponent).join('/');
}

/** Whether what is percent-encoded in a step of a path is part of one name. */
function isName(step: string): boolean {
  try {
    const name = decodeURIComponent(step);
    return name === step || !/[/\\\0]|^\.{1,2}$/.test(name);
  } catch {
    return false;
  }
}
