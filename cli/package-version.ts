import { readFileSync } from 'node:fs';

/** This package's version; its package.json is above us, both in the sources and when built. */
export function packageVersion(): string {
  for (let folder = new URL('.', import.meta.url); folder.pathname !== '/'; folder = new URL('..', folder)) {
    const manifest = readManifest(new URL('package.json', folder));
    if (manifest?.name === 'sluice') return manifest.version;
  }
  return 'unknown';
}

function readManifest(file: URL): { readonly name: string; readonly version: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { readonly name: string; readonly version: string };
  } catch {
    return undefined; // No package.json in this folder: look further up.
  }
}
