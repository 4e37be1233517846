import { link, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ORDER_BROKEN, ORDER_V1, ORDER_V2 } from './contracts.ts';
import { sluiceHere } from './in-process.ts';
import { folderWith } from './process.ts';

const FILES = {
  'v1.json': ORDER_V1,
  'broken.json': ORDER_BROKEN,
  'cut.json': '{',
  'price.json': { properties: { price: { $ref: './money.json' } } },
  'money.json': { type: 'integer' },
  'releases/v1/order.json': ORDER_V1,
  'releases/v2/order.json': ORDER_V2,
};

// A report over what is read would be the end of it: whether the answer is yes, no or an error.
const REFUSED: readonly { readonly args: string; readonly keeps: string; readonly says: string }[] = [
  {
    args: 'compat broken.json --against v1.json --output broken.json',
    keeps: 'broken.json',
    says: '--output broken.json would overwrite broken.json',
  },
  { args: 'compat broken.json --against v1.json --output ./v1.json', keeps: 'v1.json', says: '--output ./v1.json would overwrite v1.json' },
  { args: 'compat broken.json --against v1.json --also json=v1.json', keeps: 'v1.json', says: '--also json=v1.json would overwrite v1.json' },
  { args: 'lint v1.json --also sarif=v1.json', keeps: 'v1.json', says: '--also sarif=v1.json would overwrite v1.json, which the command reads' },
  { args: 'lint v1.json --output linked.json', keeps: 'v1.json', says: '--output linked.json would overwrite v1.json' },
  { args: 'lint v1.json --output hard.json', keeps: 'v1.json', says: '--output hard.json would overwrite v1.json' },
  { args: 'lint cut.json --format json --output cut.json', keeps: 'cut.json', says: '--output cut.json would overwrite cut.json' },
  { args: 'lint price.json --output money.json', keeps: 'money.json', says: 'the report money.json would overwrite ' },
  { args: 'mock v1.json --output v1.json', keeps: 'v1.json', says: '--output v1.json would overwrite v1.json' },
  {
    args: 'audit releases --output releases/v1/order.json',
    keeps: 'releases/v1/order.json',
    says: 'the report releases/v1/order.json would overwrite ',
  },
  {
    args: 'lint v1.json --output new.txt --also sarif=new.txt',
    keeps: 'v1.json',
    says: '--output new.txt would overwrite what --also sarif=new.txt writes',
  },
];

for (const { args, keeps, says } of REFUSED) {
  test(`${args} is refused`, async () => {
    const cwd = await folderWith(FILES);
    await symlink('v1.json', join(cwd, 'linked.json'));
    await link(join(cwd, 'v1.json'), join(cwd, 'hard.json'));
    const before = await readFile(join(cwd, keeps), 'utf8');
    const { code, stderr } = await sluiceHere(args.split(' '), { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(`error usage_invalid: ${says}`);
    expect(stderr).toContain('next:  Name another file for the report.');
    await expect(readFile(join(cwd, keeps), 'utf8')).resolves.toBe(before);
  });
}

test('a report goes over that of the run before, and two go to nowhere', async () => {
  const cwd = await folderWith(FILES);
  for (const args of [
    'lint v1.json --output report.txt',
    'audit releases --output report.txt',
    'lint v1.json --output /dev/null --also sarif=/dev/null',
  ]) {
    for (const time of [1, 2]) expect({ time, ...(await sluiceHere(args.split(' '), { cwd })) }).toMatchObject({ time, code: 0 });
  }
});
