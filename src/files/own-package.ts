import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface OwnPackage {
  readonly folder: string;
  readonly version: string;
}

let found: OwnPackage | undefined;

/** This package, which is above us both in the sources and when built; undefined where we were bundled into another one. Looked for once. */
export function ownPackage(): OwnPackage | undefined {
  for (let folder = import.meta.dirname; found === undefined; folder = dirname(folder)) {
    const manifest = readManifest(join(folder, 'package.json'));
    if (manifest?.name === 'sluice') found = { folder, version: manifest.version };
    else if (folder === dirname(folder)) break;
  }
  return found;
}

function readManifest(file: string): { readonly name: string; readonly version: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { readonly name: string; readonly version: string };
  } catch {
    return undefined; // No package.json in this folder: look further up.
  }
}
