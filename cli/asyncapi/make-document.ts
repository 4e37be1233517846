import { checkShape, majorOf } from '../../src/asyncapi/check-shape.ts';
import { createResolver } from '../../src/asyncapi/references.ts';
import { identityOf, writeDocument, type ExportOptions } from '../../src/asyncapi/write-document.ts';
import type { Client } from '../../src/client/client.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { JsonObject } from '../../src/core/json/value.ts';
import { judgeExport } from './judge-export.ts';
import { withExamples } from './message-examples.ts';
import type { OfficialCheck } from './official-check.ts';
import { readRegistry, type Exported, type Selection } from './read-registry.ts';

/** A document to be written, and what there is to say about it. */
export interface MadeDocument {
  readonly document: JsonObject;
  readonly leftOut: readonly { readonly subject: string; readonly why: string }[];
  readonly notes: readonly string[];
  /** What the official parser refuses, where it is installed. */
  readonly refused: readonly { readonly pointer: string; readonly message: string }[];
}

/** What an export is made of. Throws `usage_invalid` where nothing that was asked for is a message. */
export async function readForExport(client: Client, selection: Selection, options: { readonly examples: boolean }): Promise<Exported> {
  const found = await readRegistry(client, selection);
  if (found.messages.length === 0) {
    throw new RegistryError('usage_invalid', 'no live subject of the registry is a message that was asked for; see `sluice list`');
  }
  return options.examples ? { ...found, messages: withExamples(found) } : found;
}

/** The applications that imports kept something of, sorted. */
export function applicationsOf({ messages }: Exported): readonly string[] {
  return [...new Set(messages.flatMap(({ usages }) => [...usages.keys()]))].toSorted();
}

/**
 * Make one document, of one application where `app` says which: checked as an import would check it, and by the official parser. Throws
 * `usage_invalid` for an application that nothing is known of, and `asyncapi_invalid` where what was made is no document.
 */
export async function makeDocument(found: Exported, official: OfficialCheck, options: ExportOptions): Promise<MadeDocument> {
  const { app } = options;
  const messages = app === undefined ? found.messages : found.messages.filter(({ usages }) => usages.has(app));
  if (app !== undefined && messages.length === 0) throw noSuchApp(app, applicationsOf(found));
  const { document: written, leftOut, notes } = writeDocument(messages, app === undefined ? found.shared : sharedBy(found, messages), options);
  expectValid(written);
  const { document, notes: moved, refused } = await judgeExport(written, official);
  return { document, leftOut: [...found.leftOut, ...leftOut], notes: [...notes, ...moved], refused };
}

/** Of what all messages refer to that to which these do, also from afar. */
function sharedBy({ shared }: Exported, messages: Exported['messages']): Exported['shared'] {
  const byIdentity = new Map(shared.map((schema) => [identityOf(schema), schema]));
  const used = new Set<string>();
  const pending = messages.flatMap(({ references, headers }) => [...references, ...(headers?.references ?? [])]);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const target = byIdentity.get(identityOf(next));
    if (target === undefined || used.has(identityOf(next))) continue;
    used.add(identityOf(next));
    pending.push(...target.references);
  }
  return shared.filter((schema) => used.has(identityOf(schema)));
}

function noSuchApp(app: string, known: readonly string[]): RegistryError {
  const there = known.length === 0 ? 'no import kept any' : `there are ${known.join(', ')}`;
  return new RegistryError('usage_invalid', `--app: found ${JSON.stringify(app)}; ${there}`);
}

/** What is written is read again as an import would read it. */
function expectValid(document: JsonObject): void {
  const major = majorOf(document);
  const findings = typeof major === 'number' ? checkShape(createResolver(document), major) : [major];
  const [first] = findings;
  if (first === undefined) return;
  throw new RegistryError('asyncapi_invalid', `the document would not be valid at ${first.pointer}: ${first.message}`, { data: { findings } });
}
