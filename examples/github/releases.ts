import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';

const require = createRequire(import.meta.url);

/** The major releases of GitHub's published webhook schemas that the example walks through, oldest first. */
export const RELEASES = [4, 5, 6, 7] as const;

export interface Contract {
  /** `com.github.push`, `com.github.issues.opened`. */
  readonly subject: string;
  readonly schema: JsonObject;
}

interface Definition {
  readonly oneOf?: readonly { readonly $ref?: string }[];
  readonly properties?: { readonly action?: { readonly enum?: readonly string[] } };
}

/** One contract for each event and action of a release, with just the definitions that it leads to. */
export function readContracts(release: number): Contract[] {
  const text = readFileSync(require.resolve(`@octokit/webhooks-schemas-${release}/schema.json`), 'utf8');
  const { definitions, oneOf } = JSON.parse(text) as {
    readonly definitions: Record<string, JsonObject>;
    readonly oneOf: readonly { readonly $ref: string }[];
  };
  return oneOf.flatMap(({ $ref }) => contractsOf(definitions, nameOf($ref))).toSorted((a, b) => (a.subject < b.subject ? -1 : 1));
}

function contractsOf(definitions: Readonly<Record<string, JsonObject>>, name: string): Contract[] {
  const actions = (definitions[name] as Definition).oneOf?.map(({ $ref }) => ($ref === undefined ? undefined : nameOf($ref))) ?? [];
  const names = actions.length > 0 && actions.every((action) => action?.includes('$') === true) ? (actions as string[]) : [name];
  return names.map((definition) => ({ subject: subjectOf(definitions, definition), schema: extract(definitions, definition) }));
}

// `issues$opened` is an event with an action, `push$event` one without, `watch_event` all actions of one.
function subjectOf(definitions: Readonly<Record<string, JsonObject>>, name: string): string {
  const [event = name, action] = name.replace(/[_$]event$/, '').split('$');
  if (action === undefined) return `com.github.${event}`;
  return `com.github.${event}.${(definitions[name] as Definition).properties?.action?.enum?.[0] ?? action}`;
}

function extract(definitions: Readonly<Record<string, JsonObject>>, name: string): JsonObject {
  const needed = new Set<string>();
  const visit = (value: JsonValue | undefined): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      if (key === '$ref' && typeof member === 'string' && !needed.has(nameOf(member))) {
        needed.add(nameOf(member));
        visit(definitions[nameOf(member)]);
      } else visit(member);
    }
  };
  visit(definitions[name]);
  const closure = Object.fromEntries([...needed].toSorted().map((key) => [key, definitions[key] ?? true]));
  return { $schema: 'http://json-schema.org/draft-07/schema#', ...definitions[name], definitions: closure };
}

function nameOf(ref: string): string {
  return ref.slice('#/definitions/'.length);
}

export interface Example {
  readonly event: string;
  readonly data: JsonObject;
}

/** The payloads that GitHub publishes as examples. */
export function readExamples(): Example[] {
  const groups = require('@octokit/webhooks-examples') as readonly { readonly name: string; readonly examples: readonly JsonObject[] }[];
  return groups.flatMap(({ name, examples }) => examples.map((data) => ({ event: name, data })));
}
