import { beforeAll, expect, test } from 'vitest';
import { sluiceHere } from './in-process.ts';
import { folderWith } from './process.ts';

const OPENAPI = { openapi: '3.1.0', info: { title: 'Shop', version: '1' }, paths: {}, components: { schemas: { Order: { type: 'object' } } } };

let cwd = '';
beforeAll(async () => {
  cwd = await folderWith({
    'old.json': { type: 'object', properties: { a: { type: 'string' } } },
    'new.json': '{\n  "type": "object",\n  "properties": { "a": { "type": "string", "maxlength": 3 } }\n}',
    'fine.json': { type: 'object', properties: { a: { type: 'string' } }, 'x-owner': 'shop' },
    'openapi.json': OPENAPI,
    'whole.json': { type: 'object', properties: { a: { $ref: 'part.json#/$defs/A' } } },
    'part.json': '{\n  "$defs": { "A": { "type": "string", "maxlength": 3 } }\n}',
  });
});

const compat = async (file: string, format: string): ReturnType<typeof sluiceHere> =>
  sluiceHere(['compat', file, '--against', 'old.json', '--level', 'FULL', '--format', format], { cwd });

// A registration would warn of it; who reads "compatible" in a pull request should know as well that the new keyword says nothing.
const SAID = [
  { format: 'text', says: /^compatible[^]*\n {2}warning unknown_keyword: "maxlength" is no keyword [^]*"maxLength" is one\n {4}new\.json:3:\d+ / },
  { format: 'github', says: /^::warning file=new\.json,line=3,col=\d+,title=sluice compat%3A unknown_keyword::"maxlength"/ },
  { format: 'gitlab', says: /"check_name": "sluice\/compat\/unknown_keyword"/ },
  { format: 'sarif', says: /"ruleId": "compat\/unknown_keyword"[^]*"level": "warning"/ },
  { format: 'junit', says: /tests="3" failures="0"[^]*unknown_keyword: &quot;maxlength&quot;/ },
  { format: 'ndjson', says: /"severity":"warning".*"unknown_keyword"|"unknown_keyword".*"severity":"warning"/ },
  { format: 'markdown', says: /#### new\.json may not say what is meant\n\n- \*\*warning\*\*/ },
  { format: 'json', says: /"warnings": \[\s+\{\s+"code": "unknown_keyword"/ },
];
for (const { format, says } of SAID) {
  test(`compat --format ${format} warns of a keyword that is probably misspelt, and finds nothing broken`, async () => {
    const { code, stdout } = await compat('new.json', format);
    expect(stdout).toMatch(says);
    expect(code).toBe(0);
  });
}

test('compat warns of a document in which no member is a keyword, such as one of OpenAPI', async () =>
  expect((await sluiceHere(['compat', 'openapi.json', '--against', 'openapi.json'], { cwd })).stdout).toContain(
    'warning no_keyword: no keyword of draft-2020-12 is in it, so it accepts every event; found "openapi"',
  ));

for (const { format, says } of [
  { format: 'text', says: /\n {2}warning unknown_keyword: "maxlength" is no keyword [^]*\n {4}part\.json:2:\d+ / },
  { format: 'github', says: /^::warning file=part\.json,line=2,col=\d+,title=sluice compat%3A unknown_keyword::"maxlength"/ },
  { format: 'json', says: /"pointer": "part\.json#\/\$defs\/A\/maxlength"/ },
]) {
  test(`compat --format ${format} warns of what stands in a file beside the new version`, async () => {
    const { code, stdout } = await compat('whole.json', format);
    expect(stdout).toMatch(says);
    expect(stdout).not.toContain('no_keyword');
    expect(code).toBe(0);
  });
}

test('compat warns of nothing where there is nothing to warn of', async () => {
  expect((await compat('fine.json', 'text')).stdout).not.toContain('warning');
  expect(JSON.parse((await compat('fine.json', 'json')).stdout)).not.toHaveProperty('warnings');
});
