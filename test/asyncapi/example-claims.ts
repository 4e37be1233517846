import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applicationInputs } from '../../cli/asyncapi/application-inputs.ts';
import { loadDocument } from '../../cli/asyncapi/load-document.ts';
import { generate } from '../../src/codegen/index.ts';
import { officialHere } from '../cli/in-process.ts';
import { writeAll } from '../codegen/folder.ts';
import { typeCheck } from '../codegen/type-check.ts';
import { importAlone, ioIn, type KeptSubject } from './registry-trip.ts';

/** A document of AsyncAPI as somebody would have it. */
export interface Example {
  /** `3.0/simple-asyncapi.yml`: the version of AsyncAPI first. */
  readonly name: string;
  readonly folder: string;
  readonly file: string;
}

/** What is known of some of the examples, by their names. */
export interface Exceptions {
  /** What of it does not become a subject, and why. */
  readonly leftOut: Readonly<Record<string, string>>;
  /** Those whose own examples are not all valid: an export leaves out those that are not. */
  readonly badExamples: Readonly<Record<string, string>>;
}

/** Claim of each that it comes in, out as what the official parser accepts, and in again as the same subjects; and that its code compiles. */
export function claimTrips(examples: readonly Example[], { leftOut, badExamples }: Exceptions): void {
  let scratch = '';
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'sluice-examples-'));
  });
  afterAll(async () => {
    await rm(scratch, { recursive: true, force: true });
  });

  for (const { name, folder, file } of examples) {
    test(`${name} comes to subjects with names, and from an export to the same ones`, async () => {
      const { document, subjects, exported } = await importAlone(folder, file, await officialHere());
      expect(document.findings).toEqual([]);
      expect([...new Set(document.contracts?.leftOut.map(({ why }) => why))]).toEqual(leftOut[name] === undefined ? [] : [leftOut[name]]);
      expect(Object.keys(subjects).filter((subject) => /anonymous|^<|\d{6}/i.test(subject))).toEqual([]);
      expect(exported === undefined).toBe(name in leftOut);
      if (exported === undefined) return;
      await mkdir(join(scratch, 'exports', name), { recursive: true });
      await writeFile(join(scratch, 'exports', name, 'again.json'), exported);
      // Where the official parser has an error, it is a finding.
      const again = await importAlone(join(scratch, 'exports', name), 'again.json', await officialHere());
      expect(again.document.findings).toEqual([]);
      const forgets = { isOfTwo: name.startsWith('2'), hasBadExamples: name in badExamples };
      expect(keptIn(again.subjects, forgets)).toEqual(keptIn(subjects, forgets));
      expect(again.exported).toBe(exported);
    });
  }

  test('the code of all of them compiles under the strictest flags, and nothing is any', async () => {
    const code = join(scratch, 'code');
    await mkdir(code);
    await writeFile(join(code, 'package.json'), '{ "type": "module" }');
    for (const { name, folder, file } of examples) {
      if (name in leftOut) continue;
      const { schemas } = applicationInputs(await loadDocument(ioIn(folder), file));
      const files = await generate({ schemas });
      for (const { path, text } of files) expect(codeOf(text), `${name}: ${path}`).not.toMatch(/\bany\b|Anonymous/);
      await writeAll(join(code, name.replaceAll('/', '-')), files);
    }
    expect(await typeCheck(code)).toBe('');
  });
}

/** Without comments and texts. */
function codeOf(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|\/\/[^\n]*/g, '');
}

/**
 * Without what cannot be the same: an export is of 3.x, in which channels and operations of 2.x have keys for names, parameters no schema,
 * and it says what language a schema is in as 3.x does.
 */
function keptIn(subjects: Readonly<Record<string, KeptSubject>>, forgets: { readonly isOfTwo: boolean; readonly hasBadExamples: boolean }): unknown {
  const forget = new Set([
    'asyncapi',
    'schemaFormat',
    ...(forgets.isOfTwo ? ['name', 'channel', 'written', 'schema'] : []),
    ...(forgets.hasBadExamples ? ['examples'] : []),
  ]);
  return Object.entries(subjects).map(([subject, { labels, ...kept }]) => [
    subject,
    kept,
    Object.entries(labels).map(([label, text]) => [
      label,
      label.startsWith('asyncapi.app.') ? (JSON.parse(text, (member, value: unknown) => (forget.has(member) ? undefined : value)) as unknown) : text,
    ]),
  ]);
}
