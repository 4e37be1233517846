import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import { dataFolder } from '../data-folder.ts';
import { closureOf, definitionName } from '../octokit-definitions.ts';
import { bothWays, type BenchQuestion } from './question.ts';

const PREFIX = 'octokit-webhooks-';

export interface Release {
  readonly version: string;
  readonly contracts: ReadonlyMap<string, JsonObject>;
}

/** What is one contract: an event with all its actions, or each action of an event by itself, which is what one function receives. */
export type OctokitGrain = 'event' | 'action';

/** All releases, the oldest first. */
export function octokitReleases(grain: OctokitGrain): Release[] {
  const folder = join(dataFolder('containment'), 'node_modules');
  const versions = readdirSync(folder).filter((name) => name.startsWith(PREFIX));
  return versions.map((name) => readRelease(join(folder, name), { version: name.slice(PREFIX.length), grain })).toSorted(byVersion);
}

/** Each contract that changed between two consecutive releases. */
export function octokitQuestions(grain: OctokitGrain): BenchQuestion[] {
  const releases = octokitReleases(grain);
  return releases.flatMap((newer, at) => {
    const older = releases[at - 1];
    return older === undefined ? [] : changedContracts(older, newer);
  });
}

function byVersion(a: Release, b: Release): number {
  return a.version.localeCompare(b.version, 'en', { numeric: true });
}

function changedContracts(older: Release, newer: Release): BenchQuestion[] {
  return [...newer.contracts].flatMap(([event, contract]) => {
    const before = older.contracts.get(event);
    if (before === undefined || JSON.stringify(before) === JSON.stringify(contract)) return [];
    return bothWays(`${event} ${older.version} → ${newer.version}`, before, contract);
  });
}

function readRelease(folder: string, { version, grain }: { readonly version: string; readonly grain: OctokitGrain }): Release {
  const { $schema, definitions, oneOf } = JSON.parse(readFileSync(join(folder, 'schema.json'), 'utf8')) as {
    readonly $schema: string;
    readonly definitions: Readonly<Record<string, JsonValue>>;
    readonly oneOf: readonly { readonly $ref: string }[];
  };
  const roots = oneOf.flatMap(({ $ref }) => (grain === 'event' ? [$ref] : actionsOf(definitions, $ref)));
  return {
    version,
    contracts: new Map(roots.map(($ref) => [definitionName($ref), { $schema, $ref, definitions: closureOf(definitions, definitionName($ref)) }])),
  };
}

function actionsOf(definitions: Readonly<Record<string, JsonValue>>, event: string): string[] {
  const { oneOf } = definitions[definitionName(event)] as { readonly oneOf?: readonly { readonly $ref: string }[] };
  return oneOf?.map(({ $ref }) => $ref) ?? [event];
}
