import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileSchema } from '../../src/containment/compile.ts';
import type { SupportedDialect } from '../../src/containment/dialect/dialects.ts';
import type { ExactValue } from '../../src/core/json/value.ts';
import type { ReferencedDocument } from '../../src/core/schema-document.ts';
import { EXCEPTIONS } from './json-schema-suite.exceptions.ts';
import { FOLDERS, HOW_TO_GET_IT, readGroups, readRemotes, SUITE, testFiles, type Group } from './json-schema-suite.ts';

// The reporter does not name what is skipped in a file that passes.
if (SUITE === '') process.stderr.write(`skipped: ${HOW_TO_GET_IT}\n`);

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
    const documents = readRemotes(dialect, folder);
    for (const name of testFiles(folder)) {
      const asserts = name.startsWith('optional/format/');
      for (const group of readGroups(folder, name)) {
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
