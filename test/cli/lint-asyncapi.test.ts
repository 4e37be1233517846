import { expect, test } from 'vitest';
import { sluiceHere } from './in-process.ts';
import { folderWith } from './process.ts';

const YAML = `asyncapi: 3.0.0
info: { title: Shop, version: 1.0.0 }
channels:
  orders:
    messages:
      placed: { $ref: '#/components/messages/Placed' }
components:
  messages:
    Placed:
      name: Placed
      headers:
        type: object
        requierd: [trace]
      payload:
        type: object
        required: [id]
        properties:
          to: { $ref: '#/components/schemas/Address' }
  schemas:
    Address:
      type: object
      required: [street]
      properties: { city: { type: string } }
`;

const SHOWN = [
  { what: 'the headers of a message', says: /^shop\.yaml:13:\d+ {2}\w+ {2}message Placed, headers: .*"requierd"/m },
  { what: 'the payload of a message', says: /^shop\.yaml:16:\d+ {2}\w+ {2}message Placed, payload: .*"id"/m },
  { what: 'a schema that others refer to', says: /^shop\.yaml:22:\d+ {2}\w+ {2}schema schemas\.Address: .*"street"/m },
];

for (const { what, says } of SHOWN) {
  test(`lint of an AsyncAPI document lints ${what} at its line`, async () => {
    const { stdout } = await sluiceHere(['lint', 'shop.yaml', '--rule', 'missing_description=off'], { cwd: await folderWith({ 'shop.yaml': YAML }) });
    expect(stdout).toMatch(says);
    expect(stdout).not.toContain('"asyncapi"');
  });
}

test('a document is linted beside schemas, with exit code 1 for an error in it', async () => {
  const cwd = await folderWith({
    'shop.yaml': YAML.replace('requierd: [trace]', 'type: objekt'),
    'fine.json': { type: 'string' },
    'no.yaml': 'asyncapi: 3.0.0\n',
  });
  const { code, stdout } = await sluiceHere(['lint', 'shop.yaml', 'fine.json', '--format', 'github'], { cwd });
  expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining('::error file=shop.yaml,line=') as string });
  const broken = await sluiceHere(['lint', 'no.yaml', 'fine.json'], { cwd });
  expect(broken).toMatchObject({ code: 1, stdout: expect.stringMatching(/^no\.yaml.* error {2}.*asyncapi_invalid/m) as string });
});

test('an audit says of an AsyncAPI document what it is, and what judges it', async () => {
  const document = { asyncapi: '3.0.0', info: { title: 'Shop', version: '1' }, id: 'urn:shop' };
  const cwd = await folderWith({ 'v1/shop.json': document, 'v1/a.json': {}, 'v2/shop.json': document, 'v2/a.json': {} });
  const { code, stdout } = await sluiceHere(['audit', '.'], { cwd });
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('it is an AsyncAPI document; ') as string });
  expect(stdout).toContain('sluice compat FILE --against git:REF');
});

test('many places of a document of several files are named by file and line, for people and in a comment', async () => {
  const schema = (name: string): object => ({ type: 'object', properties: { [name]: { type: 'string' }, other: { type: 'string' } } });
  const cwd = await folderWith({
    'shop.json': {
      asyncapi: '3.0.0',
      info: { title: 'Shop', version: '1' },
      components: { messages: { A: { payload: { $ref: 'parts/a.json' } }, B: { payload: { $ref: 'parts/b.json' } } } },
    },
    'parts/a.json': JSON.stringify(schema('a'), null, 1),
    'parts/b.json': JSON.stringify(schema('b'), null, 1),
  });
  const said = /6 places have no description: parts\/a\.json:1, parts\/a\.json:4, parts\/a\.json:7 and 3 more/;
  const { stdout } = await sluiceHere(['lint', 'shop.json'], { cwd });
  expect(stdout).toMatch(said);
  expect(stdout).toMatch(/^shop\.json {2}warning/m);
  expect((await sluiceHere(['lint', 'shop.json', '--format', 'markdown'], { cwd })).stdout.replaceAll('\\', '')).toMatch(said);
});
