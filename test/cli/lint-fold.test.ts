import { beforeAll, expect, test } from 'vitest';
import { folderWith, sluice, type Finished } from './process.ts';

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
  return sluice(['lint', ...args], { cwd });
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
