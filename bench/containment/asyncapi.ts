import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonValue } from '../../src/core/json/value.ts';
import { dataFolder } from '../data-folder.ts';
import { bothWays, type BenchQuestion } from './question.ts';

/** Consecutive versions of the metaschema. `inlined` takes the ones without `$id`, which need no resolution of URIs. */
export function asyncapiQuestions({ inlined = false }: { readonly inlined?: boolean } = {}): BenchQuestion[] {
  const folder = join(dataFolder('containment'), 'node_modules', '@asyncapi', 'specs', 'schemas');
  const suffix = inlined ? '-without-$id.json' : '.json';
  const versions = readdirSync(folder)
    .filter((file) => file.endsWith(suffix) && /^\d/.test(file) && file.includes('-without-') === inlined)
    .map((file) => file.slice(0, -suffix.length))
    .toSorted(byRelease);
  const read = (version: string): JsonValue => JSON.parse(readFileSync(join(folder, `${version}${suffix}`), 'utf8')) as JsonValue;
  return versions.slice(1).flatMap((newer, at) => {
    const older = versions[at] ?? newer;
    return bothWays(`asyncapi ${older} → ${newer}`, read(older), read(newer));
  });
}

// A release candidate comes before its release.
function byRelease(a: string, b: string): number {
  const key = (version: string): string => (version.includes('-') ? version : `${version}-zz`);
  return key(a).localeCompare(key(b), 'en', { numeric: true });
}
