import { Parser } from '@asyncapi/parser';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applicationInputs } from '../../cli/asyncapi/application-inputs.ts';
import { loadDocument } from '../../cli/asyncapi/load-document.ts';
import type { OfficialCheck } from '../../cli/asyncapi/official-check.ts';
import { generate } from '../../src/codegen/index.ts';
import { writeAll } from '../codegen/folder.ts';
import { typeCheck } from '../codegen/type-check.ts';
import { officialExamples } from './official/examples.ts';
import { builtOfficialCheck, importAlone, ioIn, type KeptSubject } from './registry-trip.ts';

/** What of an example does not become a subject, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  '3.0/adeo-kafka-request-reply-asyncapi.yml': 'schemas in Avro are not supported yet',
};

/** Whose examples are not all valid: an export leaves out those that are not. */
const BAD_EXAMPLES: Readonly<Record<string, string>> = {
  '2.3/websocket-gemini.yml': 'socket_sequence beside what a closed schema has',
  '3.0/kraken-websocket-request-reply-message-filter-in-reply-asyncapi.yml': 'pings and statuses that their own schemas refuse',
  '3.0/kraken-websocket-request-reply-multiple-channels-asyncapi.yml': 'the same',
};

const ALL = await officialExamples();
// Two seconds each: an eighth of them every time, with those that have exceptions; all of them by `npm run test:asyncapi-examples`.
const isWhole = process.env['ASYNCAPI_EXAMPLES'] === 'all';
const EXAMPLES = ALL.filter(
  ({ name }, at) => isWhole || at % 8 === 0 || name in LEFT_OUT || name.startsWith('3.0/kraken-websocket-request-reply-message'),
);
const scratch = await mkdtemp(join(tmpdir(), 'sluice-official-'));
const parser = new Parser();
let official: OfficialCheck;
beforeAll(() => {
  official = builtOfficialCheck();
});
afterAll(async () => {
  await official.close();
  await rm(scratch, { recursive: true, force: true });
});

test('there are examples of every version that has some', () => {
  expect(new Set(ALL.map(({ name }) => name.slice(0, 3)))).toEqual(new Set(['2.3', '2.6', '3.0']));
  expect(ALL.length).toBeGreaterThan(50);
  expect(EXAMPLES.length).toBeGreaterThan(7);
});

for (const { name, folder, file } of EXAMPLES) {
  test(`${name} comes to subjects with names, and from an export to the same ones`, async () => {
    const { document, subjects, exported } = await importAlone(folder, file, official);
    expect(document.findings).toEqual([]);
    expect([...new Set(document.contracts?.leftOut.map(({ why }) => why))]).toEqual(LEFT_OUT[name] === undefined ? [] : [LEFT_OUT[name]]);
    expect(Object.keys(subjects).filter((subject) => /anonymous|^<|\d{6}/i.test(subject))).toEqual([]);
    expect(exported === undefined).toBe(name in LEFT_OUT);
    if (exported === undefined) return;
    expect((await parser.validate(exported)).filter(({ severity }) => (severity as number) === 0)).toEqual([]);
    await mkdir(join(scratch, 'exports', name), { recursive: true });
    await writeFile(join(scratch, 'exports', name, 'again.json'), exported);
    const again = await importAlone(join(scratch, 'exports', name), 'again.json', official);
    expect(again.document.findings).toEqual([]);
    expect(keptIn(name, again.subjects)).toEqual(keptIn(name, subjects));
    expect(again.exported).toBe(exported);
  });
}

test('the code of all of them compiles under the strictest flags, and nothing is any', async () => {
  const code = join(scratch, 'code');
  await mkdir(code);
  await writeFile(join(code, 'package.json'), '{ "type": "module" }');
  for (const { name, folder, file } of EXAMPLES) {
    if (name in LEFT_OUT) continue;
    const { schemas } = applicationInputs(await loadDocument(ioIn(folder), file));
    const files = await generate({ schemas });
    for (const { path, text } of files) expect(codeOf(text), `${name}: ${path}`).not.toMatch(/\bany\b|Anonymous/);
    await writeAll(join(code, name.replaceAll('/', '-')), files);
  }
  expect(await typeCheck(code)).toBe('');
}, 240_000);

/** Without comments and texts. */
function codeOf(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|\/\/[^\n]*/g, '');
}

/**
 * Without what cannot be the same: an export is of 3.0, in which channels and operations of 2.x have keys for names, parameters no schema,
 * and it says what language a schema is in as 3.0 does.
 */
function keptIn(name: string, subjects: Readonly<Record<string, KeptSubject>>): unknown {
  const forget = new Set([
    'asyncapi',
    'schemaFormat',
    ...(name.startsWith('2') ? ['name', 'channel', 'written', 'schema'] : []),
    ...(name in BAD_EXAMPLES ? ['examples'] : []),
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
