import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileSchema } from '../../src/containment/compile.ts';
import type { SupportedDialect } from '../../src/containment/dialect/dialects.ts';
import { parseJson } from '../../src/core/json/parse.ts';
import type { ExactValue, JsonValue } from '../../src/core/json/value.ts';
import type { ReferencedDocument } from '../../src/core/schema-document.ts';
import { EXCEPTIONS } from './json-schema-suite.exceptions.ts';

const SUITE = process.env['JSON_SCHEMA_TEST_SUITE'] ?? '';
const HOW_TO_GET_IT =
  'set JSON_SCHEMA_TEST_SUITE to a clone of https://github.com/json-schema-org/JSON-Schema-Test-Suite to run the official JSON Schema suite';

const FOLDERS: Readonly<Record<string, SupportedDialect>> = {
  draft6: 'draft-06',
  draft7: 'draft-07',
  'draft2019-09': 'draft-2019-09',
  'draft2020-12': 'draft-2020-12',
};

// The reporter does not name what is skipped in a file that passes.
if (SUITE === '') process.stderr.write(`skipped: ${HOW_TO_GET_IT}\n`);

interface Group {
  readonly description: string;
  readonly schema: JsonValue;
  readonly tests: readonly { readonly description: string; readonly data: ExactValue; readonly valid: boolean }[];
}

function jsonFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .toSorted();
}

// The exact parser keeps big numbers; it refuses __proto__, which a few groups are about.
function readGroups(path: string): readonly Group[] {
  const text = readFileSync(path, 'utf8');
  return (text.includes('"__proto__"') ? JSON.parse(text) : parseJson(text)) as readonly Group[];
}

function readRemotes(dialect: SupportedDialect, folder: string): Record<string, ReferencedDocument> {
  const remotes = join(SUITE, 'remotes');
  const foreign = Object.keys(FOLDERS).filter((name) => name !== folder);
  const documents: Record<string, ReferencedDocument> = {};
  for (const name of jsonFiles(remotes)) {
    const owner = Object.keys(FOLDERS).find((candidate) => name.startsWith(`${candidate}/`));
    if (/^(draft3|draft4|draft-next|v1)\//.test(name) || (owner === undefined && foreign.some((other) => name.startsWith(`${other}/`)))) continue;
    const schema = JSON.parse(readFileSync(join(remotes, name), 'utf8')) as JsonValue;
    documents[`http://localhost:1234/${name}`] = { schema, dialect: owner === undefined ? dialect : (FOLDERS[owner] ?? dialect) };
  }
  return documents;
}

interface Judged {
  readonly valid: boolean | string;
}

function judge(
  group: Group,
  data: ExactValue,
  context: { readonly dialect: SupportedDialect; readonly documents: Record<string, ReferencedDocument>; readonly asserts: boolean },
): Judged {
  try {
    const { dialect, documents, asserts } = context;
    const compiled = compileSchema({ schema: group.schema, dialect, documents }, { formats: asserts ? 'assert' : 'annotate' });
    return { valid: compiled.evaluate(data).valid };
  } catch (error) {
    return { valid: String(error) };
  }
}

describe.skipIf(SUITE === '')(`the official JSON Schema suite${SUITE === '' ? `: ${HOW_TO_GET_IT}` : ''}`, () => {
  const listed = new Set(EXCEPTIONS.flatMap(({ names }) => names));
  const seen = new Set<string>();
  for (const [folder, dialect] of SUITE === '' ? [] : Object.entries(FOLDERS)) {
    const root = join(SUITE, 'tests', folder);
    const documents = readRemotes(dialect, folder);
    for (const name of jsonFiles(root)) {
      const asserts = name.startsWith('optional/format/');
      for (const group of readGroups(join(root, name))) {
        for (const { description, data, valid } of group.tests) {
          const title = `${name} | ${group.description} | ${description}`;
          const isException = listed.has(title);
          seen.add(title);
          test(`${folder}/${title}`, () => expect(judge(group, data, { dialect, documents, asserts }).valid === valid).toBe(!isException));
        }
      }
    }
  }

  test('every exception names a test', () => expect([...listed].filter((title) => !seen.has(title))).toEqual([]));
  test('every dialect was found', () =>
    expect(SUITE === '' ? [] : readdirSync(join(SUITE, 'tests')).toSorted()).toEqual(Object.keys(FOLDERS).toSorted()));
});
