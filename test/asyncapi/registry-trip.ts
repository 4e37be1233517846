import { Readable } from 'node:stream';
import { applyImport } from '../../cli/asyncapi/apply-import.ts';
import { checkDocument, type CheckedDocument } from '../../cli/asyncapi/check-document.ts';
import { createOfficialCheck, type OfficialCheck } from '../../cli/asyncapi/official-check.ts';
import { makeDocument, readForExport } from '../../cli/asyncapi/make-document.ts';
import { mergeContracts, planImport } from '../../cli/asyncapi/plan-import.ts';
import type { Io } from '../../cli/io.ts';
import { createClient, type Client } from '../../src/client/index.ts';
import type { SubjectResource } from '../../src/core/resources.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { startTestServer } from '../http/test-server.ts';

/** The official parser in its thread, as the program has it. */
export function builtOfficialCheck(): OfficialCheck {
  return createOfficialCheck(new URL('../../dist/chunks/parser-worker.js', import.meta.url));
}

/** What a command of the program may do, in a folder. */
export function ioIn(cwd: string): Io & { readonly written: string[] } {
  const written: string[] = [];
  const output = { color: false, isTerminal: false, write: (text: string) => void written.push(text) };
  return { env: { HOME: cwd }, cwd, out: output, err: output, stdin: Readable.from([]), written };
}

/** A subject as a registry has it, without what its clock gave it. */
export interface KeptSubject {
  readonly fingerprint: string;
  readonly references: readonly unknown[];
  readonly owner: string | undefined;
  readonly description: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

export interface Imported {
  readonly document: CheckedDocument;
  readonly subjects: Readonly<Record<string, KeptSubject>>;
  /** The document that the registry gives back; undefined: it has no messages. */
  readonly exported: string | undefined;
}

/** Import a document into an empty registry, and export that again: as 3.1 where the document is one of 3.1, else as 3.0. */
export async function importAlone(folder: string, file: string, official: OfficialCheck): Promise<Imported> {
  const document = await (await checkDocument(ioIn(folder), file, official, {})).judged;
  const server = await startTestServer({ formats: [jsonSchemaFormat] });
  try {
    const client = createClient({ url: server.url });
    if (document.findings.length > 0) return { document, subjects: {}, exported: undefined };
    const plan = await planImport(client, mergeContracts([document]).merged, { labels: {}, consent: {} }, () => {});
    const { stopped, items } = await applyImport(client, plan, { consent: {} }, () => {});
    if (stopped !== undefined) throw stopped;
    const { items: subjects } = await client.listSubjects({ limit: 1_000 });
    const kept = await Promise.all(subjects.map(async (subject) => [subject.subject, await keptOf(subject)] as const));
    return {
      document,
      subjects: Object.fromEntries(kept),
      exported: items.length === 0 ? undefined : await exportFrom(client, official, versionFor(document)),
    };
  } finally {
    await server.close();
  }

  async function keptOf({ subject, owner, description, labels }: SubjectResource): Promise<KeptSubject> {
    const { fingerprint, references } = await createClient({ url: server.url }).getVersion(subject, 'latest');
    return { fingerprint, references, owner, description, labels };
  }
}

function versionFor({ model }: CheckedDocument): string {
  return model?.version.startsWith('3.1') === true ? '3.1.0' : '3.0.0';
}

async function exportFrom(client: Client, official: OfficialCheck, asyncapi: string): Promise<string> {
  const found = await readForExport(client, { subjects: [] }, { examples: true });
  const options = { asyncapi, title: 'Events', version: '1.0.0', cloudEvents: 'as-imported' } as const;
  const { document, leftOut, refused } = await makeDocument(found, official, options);
  if (leftOut.length + refused.length > 0) throw new Error(JSON.stringify({ leftOut, refused }));
  return JSON.stringify(document, null, 2);
}
