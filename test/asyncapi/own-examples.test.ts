import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readAsyncApi } from '../../cli/asyncapi/read-document.ts';
import { createResolver, type Resolver } from '../../src/asyncapi/references.ts';
import { shapesOf } from '../../src/asyncapi/shapes.ts';
import { isJsonObject, type JsonValue } from '../../src/core/json/value.ts';
import { claimTrips, type Example } from './example-claims.ts';
import { ioIn } from './registry-trip.ts';

// Of these versions nobody ships official examples.
const EXAMPLES: readonly Example[] = ['2.0/harbour.yaml', '2.1/bank.yaml', '2.4/museum.yaml', '3.1/railway.yaml'].map((name) => {
  const [version = '', file = ''] = name.split('/');
  return { name, folder: join(import.meta.dirname, 'own', version), file };
});

// The oldest and the newest every time; all of them by `npm run test:asyncapi-examples`.
const isWhole = process.env['ASYNCAPI_EXAMPLES'] === 'all';
const TAKEN = EXAMPLES.filter(({ name }) => isWhole || /^(?:2\.0|3\.1)/.test(name));

claimTrips(TAKEN, { leftOut: {}, badExamples: {} });

/** Fields that came after 2.0, by the version that brought them. */
const CAME: Readonly<Record<string, readonly string[]>> = {
  '2.1': ['MessageExample.name', 'MessageExample.summary'],
  '2.2': ['Channel.servers'],
  '2.3': ['Components.servers', 'Components.channels'],
  '2.4': ['Components.serverVariables', 'Message.messageId', 'MessageTrait.messageId', 'Operation.security', 'OperationTrait.security'],
  '2.5': ['Server.tags'],
};
/** What the schema of 2.x lets stand and no page of it names. */
const UNNAMED = new Set(['Channel.deprecated', 'Message.deprecated', 'MessageTrait.deprecated']);

const later = (version: string): readonly string[] => Object.entries(CAME).flatMap(([came, fields]) => (came > version ? fields : []));

test.each([
  { name: '2.0/harbour.yaml', major: 2, wanted: fieldsOf(2).filter((field) => !later('2.0').includes(field) && !UNNAMED.has(field)) },
  { name: '2.1/bank.yaml', major: 2, wanted: CAME['2.1'] },
  { name: '2.4/museum.yaml', major: 2, wanted: ['2.2', '2.3', '2.4'].flatMap((version) => CAME[version] ?? []) },
  { name: '3.1/railway.yaml', major: 3, wanted: fieldsOf(3) },
] as const)('$name uses every field that its version has or brought, and none of a later one', async ({ name, major, wanted = [] }) => {
  const { document } = await readAsyncApi(ioIn(join(import.meta.dirname, 'own')), name);
  const used = usedIn(createResolver(document), major);
  expect(wanted.filter((field) => !used.has(field))).toEqual([]);
  expect(major === 2 ? later(name.slice(0, 3)).filter((field) => used.has(field)) : []).toEqual([]);
});

function fieldsOf(major: 2 | 3): readonly string[] {
  return [...shapesOf(major)].flatMap(([type, { fields }]) => [...fields.keys()].map((field) => `${type}.${field}`));
}

/** The fields of a document and of what it refers to, as `Type.field`. */
function usedIn(resolver: Resolver, major: 2 | 3): ReadonlySet<string> {
  const shapes = shapesOf(major);
  const used = new Set<string>();
  const visit = (written: JsonValue, type: string): void => {
    if (Array.isArray(written)) return (written as readonly JsonValue[]).forEach((item) => visit(item, type.slice(1, -1)));
    const value = resolver.follow({ value: written, pointer: '' })?.value ?? null;
    if (!isJsonObject(value)) return;
    if (type.startsWith('{')) return Object.values(value).forEach((member) => visit(member, type.slice(1, -1)));
    const row = type === 'OneOrMore' && !Object.hasOwn(value, 'oneOf') ? 'Message' : type;
    for (const [name, member] of Object.entries(value)) {
      const below = shapes.get(row)?.fields.get(name);
      if (below === undefined) continue;
      used.add(`${row}.${name}`);
      visit(member, below);
    }
  };
  visit(resolver.document, 'Document');
  return used;
}
