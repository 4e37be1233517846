import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ORDER_V1 } from './contracts.ts';
import { sluiceHere } from './in-process.ts';
import { folderWith } from './process.ts';
import { git, makeRepository } from './repository.ts';

const PRICE = JSON.stringify({ type: 'object', title: 'A price', properties: { price: { $ref: 'parts/money.json' } }, required: ['price'] }, null, 2);

const APPLICATION = {
  asyncapi: '3.0.0',
  info: { title: 'Shop', version: '1.0.0' },
  components: { messages: { Placed: { name: 'Placed', payload: { $ref: 'parts/placed.json' } } } },
};

let cwd = '';

// Whole folders are gone from the working tree: no command can be run in what only the revision has.
beforeAll(async () => {
  cwd = await folderWith({
    'old/price.json': PRICE,
    'old/parts/money.json': { type: 'number' },
    'gone/order.json': ORDER_V1,
    'app/asyncapi.json': APPLICATION,
    'app/parts/placed.json': { type: 'object', properties: { id: { type: 'string' } } },
    'app/elsewhere.json': JSON.stringify(APPLICATION, null, 1),
  });
  makeRepository(cwd);
  const moves = ['mv old new', 'mv new/parts new/shared', 'mv app/parts app/messages', 'mv app/elsewhere.json app/later.json'];
  git(cwd, ...moves, 'rm -q -r gone');
  await writeFile(join(cwd, 'new/price.json'), PRICE.replace('parts/', 'shared/'));
  await writeFile(join(cwd, 'new/shared/money.json'), '{ "type": "integer" }');
  await writeFile(join(cwd, 'app/messages/placed.json'), '{ "type": "object", "properties": { "id": { "type": "integer" } } }');
  for (const name of ['asyncapi', 'later']) {
    const text = await readFile(join(cwd, `app/${name}.json`), 'utf8');
    await writeFile(join(cwd, `app/${name}.json`), text.replace('parts/', 'messages/'));
  }
});

const ASKED = [
  { args: ['compat', 'new/price.json'], code: 1, says: 'is valid under HEAD:old/price.json is refused by new/price.json' },
  { args: ['compat', 'new/price.json', '--changed'], code: 1, says: 'HEAD:old/parts/money.json' },
  { args: ['compat', 'gone/order.json', '--changed', '--allow-gone'], code: 0, says: 'gone/order.json is gone: git:HEAD has it' },
  { args: ['compat', 'app/asyncapi.json'], code: 1, says: 'HEAD:app/parts/placed.json' },
  { args: ['diff', 'new/price.json'], code: 0, says: 'HEAD:old/price.json → new/price.json' },
  { args: ['diff', 'app/later.json'], code: 0, says: 'HEAD:app/elsewhere.json → app/later.json' },
] as const;

for (const { args, code, says } of ASKED) {
  test(`${args.join(' ')} reads what only the revision has, in a folder that is gone: ${says}`, async () =>
    expect(await sluiceHere([...args, '--against', 'git:HEAD'], { cwd })).toMatchObject({ code, stderr: '', stdout: expect.stringContaining(says) }));
}

test('diff takes the revision first as well', async () =>
  expect(await sluiceHere(['diff', 'git:HEAD', 'new/price.json'], { cwd })).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('HEAD:old/price.json → new/price.json') as unknown,
  }));

const NOT_THERE = [
  ['compat', 'new/price.json', '--against', 'git:nowhere', '--changed'],
  ['compat', 'app/asyncapi.json', '--against', 'git:nowhere'],
  ['diff', 'new/price.json', '--against', 'git:nowhere'],
];
for (const args of NOT_THERE) {
  test(`${args.join(' ')}: what is no revision is said to be none, with what to do in a clone that CI made`, async () =>
    expect(await sluiceHere(args, { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/nowhere[^]*There is no such branch, tag or commit[^]*git fetch origin BRANCH/) as unknown,
    }));
}

test('what stands in a commit is at its path there, without the revision, in the formats of CI systems and in places', async () => {
  const ask = async (...args: readonly string[]): Promise<string> => (await sluiceHere(args, { cwd })).stdout;
  const sides = ['git:HEAD:gone/order.json', '--against', 'new/price.json'];
  expect(await ask('compat', ...sides, '--format', 'github')).toMatch(/^::error file=gone\/order\.json,line=5,col=\d+,title=sluice compat/);
  expect(JSON.parse(await ask('compat', ...sides, '--format', 'json'))).toMatchObject({ places: [{ file: 'gone/order.json', line: 5 }] });
  expect(await ask('diff', ...sides, '--format', 'github')).toMatch(/^::notice file=gone\/order\.json,line=\d+,col=\d+,title=sluice diff/);
});
