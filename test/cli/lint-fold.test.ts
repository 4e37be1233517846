import { beforeAll, expect, test } from 'vitest';
import { sluiceHere } from './in-process.ts';
import { folderWith, type Finished } from './process.ts';

let cwd = '';
beforeAll(async () => {
  const properties = (count: number): object => Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, {}]));
  const schema = { $schema: 'https://json-schema.org/draft/2020-12/schema' };
  cwd = await folderWith({
    'many.json': { ...schema, properties: properties(9) },
    'few.json': { ...schema, properties: properties(2) },
  });
});

function lint(...args: readonly string[]): Promise<Finished> {
  return sluiceHere(['lint', ...args], { cwd });
}

const FOLDED = '10 places have no description: the event itself, /properties/p0, /properties/p1 and 7 more';

test('many missing descriptions are one line for a person, and counted each', async () => {
  const { stdout } = await lint('many.json', 'few.json');
  expect(stdout).toContain(`many.json  warning  ${FOLDED}  missing_description\n`);
  expect(stdout.match(/few\.json:\d+:\d+ {2}warning /g)).toHaveLength(3);
  expect(stdout).toMatch(/\n2 files: 0 errors, 13 warnings\n$/);
});

test('so they are in a comment', async () => {
  const { stdout } = await lint('many.json', '--format', 'markdown');
  expect(stdout.replaceAll('\\', '')).toContain(`- **warning** ${FOLDED} (\`missing_description\`)\n`);
  expect(stdout.match(/- \*\*/g)).toHaveLength(1);
});

test('a program gets each', async () => {
  const { stdout } = await lint('many.json', '--format', 'ndjson');
  expect(stdout.match(/"missing_description"/g)).toHaveLength(10);
  const json = JSON.parse((await lint('many.json', '--format', 'json')).stdout) as { files: [{ findings: object[] }] };
  expect(json.files[0].findings).toHaveLength(10);
});

test('in many files the rest is one line, and errors come first', async () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const schema = { $schema: 'https://json-schema.org/draft/2020-12/schema', properties: { p: {} } };
  const broken = { $schema: schema.$schema, type: 'object', description: 'd', properties: { p: { description: 'p', enum: [1], type: 'string' } } };
  const folder = await folderWith({ ...Object.fromEntries(names.map((name) => [`${name}.json`, schema])), 'z.json': broken });
  const { stdout } = await sluiceHere(['lint', ...names.map((name) => `${name}.json`), 'z.json'], { cwd: folder });
  const lines = stdout.split('\n').filter((line) => !line.startsWith('    '));
  expect(lines[0]).toMatch(/^z\.json:\d+:\d+ {2}error {2}/);
  expect(lines.slice(-3)).toEqual([
    'warning  and 4 places in 2 other files have no description  missing_description',
    '6 files: 2 errors, 10 warnings',
    '',
  ]);
  expect(stdout).not.toContain('d.json');
});
