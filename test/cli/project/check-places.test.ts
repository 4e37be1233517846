import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sluiceHere } from '../in-process.ts';
import { folderWith } from '../process.ts';
import { run, seededRegistry } from './seeded.ts';

const registry = seededRegistry();

// A break in a part that another file holds is shown where that part stands.
const ORDER = { title: 'Order', type: 'object', properties: { total: { $ref: 'parts/money.json' } } };
const MONEY = { type: 'object', properties: { amount: { $ref: '#/$defs/amount' } }, $defs: { amount: { type: 'integer', minimum: 0 } } };
const DEARER = { ...MONEY, $defs: { amount: { type: 'integer', minimum: 10 } } };

const ROWS = [
  { title: 'a relative $ref', order: ORDER },
  { title: 'beside an $id', order: { $id: 'https://shop.example/order.json', ...ORDER } },
  { title: 'a definition of the same name', order: { ...ORDER, $defs: { 'parts/money.json': { type: 'null' } } } },
  { title: 'a $ref at the root of a draft-07 schema', order: { $schema: 'http://json-schema.org/draft-07/schema#', $ref: 'parts/money.json' } },
];

describe('a break in a file that a published one refers to', () => {
  for (const [index, { title, order }] of ROWS.entries()) {
    test(`is at the line of that file: ${title}`, async () => {
      const cwd = await publisher(`places.${index}`, { 'schemas/order.json': order, 'schemas/parts/money.json': MONEY });
      await run(cwd, ['publish']);
      writeFileSync(join(cwd, 'schemas/parts/money.json'), JSON.stringify(DEARER, null, 2));
      const place = { file: 'schemas/parts/money.json', line: 11, column: 18 };
      const at = `${place.file}:${place.line}:${place.column} (/$defs/amount/minimum)`;
      expect((await run(cwd, ['check'])).stdout).toContain(`reader  ${at}`);
      expect((await run(cwd, ['check', '--format', 'github'])).stdout).toContain(`::error file=${place.file},line=11,col=18,`);
      expect((await run(cwd, ['publish', '--format', 'gitlab'])).stdout).toContain(place.file);
      expect((await run(cwd, ['compat', 'schemas/order.json'])).stdout).toContain(`reader  ${at}`);
      expect(JSON.parse((await run(cwd, ['compat', 'schemas/order.json', '--format', 'json'])).stdout)).toMatchObject({ places: [place] });
      expect(JSON.parse((await run(cwd, ['check', '--format', 'json'])).stdout)).toMatchObject({
        projects: [{ findings: [{ file: 'schemas/order.json', places: [place] }] }],
      });
    });
  }

  test('of two files, compared without a registry, both places are lines', async () => {
    const cwd = await folderWith({ 'a/o.json': ORDER, 'a/parts/money.json': MONEY, 'b/o.json': ORDER, 'b/parts/money.json': DEARER });
    const { stdout } = await sluiceHere(['compat', 'b/o.json', '--against', 'a/o.json'], { cwd });
    expect(stdout).toMatch(/writer {2}a\/parts\/money\.json:11:18 .*\n.*reader {2}b\/parts\/money\.json:11:18 /);
  });

  test('and a warning about what many refer to is told once', async () => {
    const parts = { 'schemas/parts/money.json': { type: 'integer', nullable: true } };
    const files = { 'schemas/a.json': ORDER, 'schemas/b.json': ORDER, 'schemas/c.json': ORDER, ...parts };
    const publishes = [{ files: 'schemas/*.json', subject: 'once.{name}' }];
    const cwd = await publisher('places.once', { 'sluice.config.json': { registry: registry.server.registry, publishes }, ...files });
    for (const args of [
      'check',
      'check --format github',
      'check --format gitlab',
      'publish --dry-run',
      'publish --format github --dry-run',
      'publish',
    ]) {
      const { stdout } = await run(cwd, args.split(' '));
      expect({ args, told: stdout.match(/`nullable` otherwise/g)?.length }).toEqual({ args, told: 1 });
    }
  });

  test('what is no JSON there is an error of that file', async () => {
    const cwd = await publisher('places.broken', { 'schemas/order.json': ORDER, 'schemas/parts/money.json': '{\n  "type":\n}' });
    expect((await run(cwd, ['check'])).stdout).toContain('error json_invalid: schemas/parts/money.json:3:1: ');
    expect((await run(cwd, ['check', '--format', 'github'])).stdout).toContain('::error file=schemas/parts/money.json,line=3,col=1,');
  });
});

describe('a break in a registered version that a published file refers to', () => {
  const STREET = { type: 'object', properties: { street: { type: 'string' } } };
  const HOUSE = { type: 'object', properties: { street: { type: 'integer' } } };
  const TO = { type: 'object', properties: { to: { $ref: 'addr.json' } } };

  async function shipped(name: string, { publishesAddress }: { readonly publishesAddress: boolean }): Promise<string> {
    const rules = (version: number): readonly object[] => [
      { files: 'schemas/to.json', subject: `${name}.{name}`, references: { 'addr.json': `${name}.addr@${version}` } },
      ...(publishesAddress ? [{ files: 'schemas/addr.json', subject: `${name}.{name}` }] : []),
    ];
    const config = (version: number): object => ({ registry: registry.server.registry, publishes: rules(version) });
    const cwd = await folderWith({ 'sluice.config.json': config(1), 'schemas/to.json': TO, 'schemas/addr.json': STREET });
    const register = ['register', 'schemas/addr.json', '--subject', `${name}.addr`];
    await sluiceHere(register, { cwd, env: registry.env() });
    await run(cwd, ['publish']);
    writeFileSync(join(cwd, 'schemas/addr.json'), JSON.stringify(HOUSE, null, 2));
    await sluiceHere([...register, '--allow-breaking', '--reason', 'numbers'], { cwd, env: registry.env() });
    writeFileSync(join(cwd, 'sluice.config.json'), JSON.stringify(config(2)));
    return cwd;
  }

  test('is at its line where the project publishes that version', async () => {
    const cwd = await shipped('places.own', { publishesAddress: true });
    expect((await run(cwd, ['check', '--format', 'github'])).stdout).toContain('::error file=schemas/addr.json,line=5,col=15,');
  });

  test('is at the $ref where the file is no longer that version', async () => {
    const cwd = await shipped('places.later', { publishesAddress: true });
    writeFileSync(join(cwd, 'schemas/addr.json'), JSON.stringify({ title: 'Later', ...HOUSE }, null, 2));
    expect((await run(cwd, ['check', '--format', 'github'])).stdout).toContain('::error file=schemas/to.json,line=5,col=15,');
  });

  test('is at the $ref where the project does not have it', async () => {
    const cwd = await shipped('places.other', { publishesAddress: false });
    expect((await run(cwd, ['check'])).stdout).toContain('reader  schemas/to.json:5:15 (addr.json#/properties/street/type)');
    expect((await run(cwd, ['check', '--format', 'github'])).stdout).toContain('::error file=schemas/to.json,line=5,col=15,');
    expect((await run(cwd, ['compat', 'schemas/to.json', '--format', 'github'])).stdout).toContain('::error file=schemas/to.json,line=5,col=15,');
  });
});

function publisher(name: string, files: Readonly<Record<string, unknown>>): Promise<string> {
  const publishes = [{ files: 'schemas/order.json', subject: `${name}.{name}` }];
  return folderWith({ 'sluice.config.json': { registry: registry.server.registry, publishes }, ...files });
}
