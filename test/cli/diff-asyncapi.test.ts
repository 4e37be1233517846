import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sluiceHere } from './in-process.ts';
import { folderWith } from './process.ts';
import { git, makeRepository } from './repository.ts';

const OLD = `asyncapi: 3.0.0
info: { title: Studio, version: 1.0.0 }
channels:
  matches:
    address: matches
    messages:
      finished: { $ref: '#/components/messages/finished' }
operations:
  finish:
    action: send
    channel: { $ref: '#/channels/matches' }
components:
  messages:
    finished:
      name: finished
      payload:
        type: object
        properties:
          mode:
            enum: [ranked, casual]
          note: { type: string }
`;
const NEW = OLD.replace('ranked, casual', 'ranked').replace('note: { type: string }', 'round: { type: integer }');

/** A committed document, and the newer one in the working tree. */
async function changed(now: string = NEW): Promise<string> {
  const cwd = await folderWith({ 'contracts/studio.yaml': OLD });
  makeRepository(cwd);
  await writeFile(join(cwd, 'contracts/studio.yaml'), now);
  git(cwd, 'checkout -qb next', 'commit -qam second');
  return cwd;
}

const ANNOTATIONS = [
  ['removed', 'file=contracts/studio.yaml,line=20,col=', 'removed: message finished, payload: value casual'],
  ['removed', 'file=contracts/studio.yaml,line=19,col=', 'removed: message finished, payload: property note'],
  ['added', 'file=contracts/studio.yaml,line=21,col=', 'added: message finished, payload: property round'],
] as const;

for (const newer of ['contracts/studio.yaml', 'git:next:contracts/studio.yaml']) {
  test(`each difference to ${newer} is at its file, and says whether it came or went`, async () => {
    const { stdout } = await sluiceHere(['diff', newer, '--against', 'git:main', '--format', 'github'], { cwd: await changed() });
    const lines = stdout.split('\n').filter((line) => line.startsWith('::'));
    expect(lines).toHaveLength(ANNOTATIONS.length);
    for (const [kind, place, message] of ANNOTATIONS)
      expect(lines.filter((line) => line.includes(place) && line.includes(`_${kind}::${message}`))).toHaveLength(1);
    expect(stdout).toContain('was: main:contracts/studio.yaml:20:');
  });
}

test('no report names a file that is none', async () => {
  const cwd = await changed();
  for (const format of ['sarif', 'gitlab', 'github', 'junit', 'ndjson']) {
    const { stdout } = await sluiceHere(['diff', 'contracts/studio.yaml', '--against', 'git:main', '--format', format], { cwd });
    expect(stdout).toContain('contracts/studio.yaml');
    expect(stdout).not.toMatch(/(?:"(?:uri|path|file)": ?"|file=)main/);
  }
});

const TICKS = [
  { title: 'what breaks', now: OLD.replace('address: matches', 'address: games'), mark: '⚠️' },
  { title: 'what breaks nothing', now: OLD.replace('info: {', 'info: { description: Games,'), mark: '✅' },
];

for (const { title, now, mark } of TICKS) {
  test(`${mark} stands over ${title}`, async () => {
    const { stdout } = await sluiceHere(['diff', 'contracts/studio.yaml', '--against', 'git:main', '--format', 'markdown'], {
      cwd: await changed(now),
    });
    expect(stdout).toMatch(new RegExp(`^### ${mark} sluice diff`));
  });
}

test('nor does a tick stand over a schema that breaks', async () => {
  const cwd = await folderWith({ 'old.json': { type: 'string' }, 'new.json': { type: 'integer' } });
  const { code, stdout } = await sluiceHere(['diff', 'old.json', 'new.json', '--format', 'markdown'], { cwd });
  expect({ code, head: stdout.split('\n')[0] }).toEqual({ code: 0, head: expect.stringMatching(/^### ⚠️ sluice diff: .*breaking/) as string });
});
