import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import { dataFolder } from '../data-folder.ts';
import { bothWays, type BenchQuestion } from './question.ts';

const PREFIX = 'octokit-webhooks-';

interface Release {
  readonly version: string;
  readonly contracts: ReadonlyMap<string, JsonObject>;
}

/** Each event that changed between two consecutive releases. */
export function octokitQuestions(): BenchQuestion[] {
  const folder = join(dataFolder('containment'), 'node_modules');
  const versions = readdirSync(folder).filter((name) => name.startsWith(PREFIX));
  const releases = versions.map((name) => readRelease(join(folder, name), name.slice(PREFIX.length))).toSorted(byVersion);
  return releases.flatMap((newer, at) => {
    const older = releases[at - 1];
    return older === undefined ? [] : changedEvents(older, newer);
  });
}

function byVersion(a: Release, b: Release): number {
  return a.version.localeCompare(b.version, 'en', { numeric: true });
}

function changedEvents(older: Release, newer: Release): BenchQuestion[] {
  return [...newer.contracts].flatMap(([event, contract]) => {
    const before = older.contracts.get(event);
    if (before === undefined || JSON.stringify(before) === JSON.stringify(contract)) return [];
    return bothWays(`${event} ${older.version} → ${newer.version}`, before, contract);
  });
}

function readRelease(folder: string, version: string): Release {
  const { $schema, definitions, oneOf } = JSON.parse(readFileSync(join(folder, 'schema.json'), 'utf8')) as {
    readonly $schema: string;
    readonly definitions: Readonly<Record<string, JsonValue>>;
    readonly oneOf: readonly { readonly $ref: string }[];
  };
  return {
    version,
    contracts: new Map(oneOf.map(({ $ref }) => [nameOf($ref), { $schema, $ref, definitions: closureOf(definitions, nameOf($ref)) }])),
  };
}

function closureOf(definitions: Readonly<Record<string, JsonValue>>, root: string): JsonObject {
  const needed = new Set<string>();
  const need = (name: string): void => {
    if (needed.has(name)) return;
    needed.add(name);
    visit(definitions[name]);
  };
  const visit = (value: JsonValue | undefined): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      if (key === '$ref' && typeof member === 'string') need(nameOf(member));
      else visit(member);
    }
  };
  need(root);
  return Object.fromEntries([...needed].toSorted().map((name) => [name, definitions[name] ?? true]));
}

function nameOf(ref: string): string {
  return ref.slice('#/definitions/'.length);
}
