import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareFiles } from '../../cli/compare-files.ts';
import { compatText } from '../../cli/report/compat.ts';
import { PROFILES, type Profile } from '../../src/core/compatibility.ts';
import { REASON_CODES } from '../../src/core/verdict.ts';
import { contains, type Verdict } from '../../src/formats/json-schema/containment.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/compatibility.md'), 'utf8');

interface Example {
  readonly title: string;
  readonly older: string;
  readonly newer: string;
  readonly rows: readonly string[];
}

/** A heading, the old and the new schema, and a table: a row a direction, a column a profile. */
const examples: Example[] = PAGE.split(/^### /m)
  .slice(1)
  .map((section) => {
    const [older = '', newer = ''] = [...section.matchAll(/```json\n(.*?)```/gs)].map(([, text = '']) => text);
    const rows = [...section.matchAll(/^\| (?:BACKWARD|FORWARD) \|.*$/gm)].map(([row]) => row);
    return { title: section.slice(0, section.indexOf('\n')), older, newer, rows };
  });

test('each example has both directions', () => {
  expect(examples.length).toBeGreaterThan(8);
  expect(examples.map(({ rows }) => rows.length)).toEqual(examples.map(() => 2));
});

for (const { title, older, newer, rows } of examples) {
  describe(title, () => {
    test.each(rows)('%s', (row) => {
      const [, direction = '', ...cells] = row.split('|').map((cell) => cell.trim());
      const [writer, reader]: unknown[] = [older, newer].map((text) => JSON.parse(text));
      const ask = (profile: Profile): Verdict =>
        direction === 'BACKWARD' ? contains(writer, reader, { profile }) : contains(reader, writer, { profile });
      const expected = cells.slice(0, PROFILES.length);
      expect(PROFILES.map((profile, at) => said(ask(profile), expected[at] ?? ''))).toEqual(expected);
    });
  });
}

/** The verdict in the words of the page, which names one of the reasons. */
function said(verdict: Verdict, cell: string): string {
  const [, named] = cell.split(': ');
  if (verdict.kind !== 'undecided') return verdict.kind;
  const codes = verdict.reasons.map(({ code }) => code);
  return `undecided: ${codes.find((code) => code === named) ?? codes.join(', ')}`;
}

test('the witness under the first example is the one that is found', () => {
  const [first] = examples;
  const verdict = contains(JSON.parse(first?.older ?? ''), JSON.parse(first?.newer ?? ''), { profile: 'strict' });
  expect(PAGE).toContain(`\`${JSON.stringify(verdict.kind === 'not_contained' && verdict.witness)}\``);
});

test('the transcript is what the command prints', async () => {
  const section = PAGE.slice(PAGE.indexOf('## Reading a finding'));
  const [older = '', newer = ''] = [...section.matchAll(/```json\n(.*?)```/gs)].map(([, text = '']) => text);
  const [, transcript = ''] = /```console\n\$ sluice compat new\.json --against old\.json\n(.*?)```/s.exec(section) ?? [];
  const files = [
    { label: 'old.json', text: older },
    { label: 'new.json', text: newer },
  ] as const;
  const resource = await compareFiles(
    { file: files[0], documents: {} },
    { file: files[1], documents: {} },
    { format: jsonSchemaFormat, level: 'BACKWARD', profile: 'declared' },
  );
  const [before, after] = [
    { file: files[0], origin: 'file' as const },
    { file: files[1], origin: 'file' as const },
  ];
  expect(`${compatText(resource, { candidate: after, others: [before] }, { color: false })}\n`).toBe(transcript);
});

test('the table of reasons has every code once', () => {
  const table = PAGE.slice(PAGE.indexOf('## When it is undecided'), PAGE.indexOf('### A back reference'));
  const codes = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, code = '']) => code);
  expect(codes.toSorted()).toEqual([...REASON_CODES].toSorted());
});
