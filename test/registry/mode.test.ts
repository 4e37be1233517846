import { expect, test } from 'vitest';
import { MODES, type Mode } from '../../src/core/mode.ts';
import type { Registry } from '../../src/registry/registry.ts';
import { ACTOR, failureOf, openRegistry } from './open-registry.ts';

const SUBJECT = 'com.shop.order.placed';
const text = (title: string): { schema: { type: string; title: string } } => ({ schema: { type: 'string', title } });

/** Every write to a subject that has versions 1 and 2, of which 2 is deleted softly. */
const WRITES: Readonly<Record<string, (registry: Registry) => Promise<unknown>>> = {
  register: (registry) => registry.register(SUBJECT, text('new'), ACTOR),
  import: (registry) => registry.register(SUBJECT, { ...text('new'), imported: { id: 70, version: 7 } }, ACTOR),
  deprecate: (registry) => registry.setState(SUBJECT, 1, { state: 'deprecated' }, ACTOR),
  retire: (registry) => registry.setState(SUBJECT, 1, { state: 'retired' }, ACTOR),
  update: (registry) => registry.updateSubject(SUBJECT, { owner: 'o' }, ACTOR),
  'delete a version': (registry) => registry.deleteVersion(SUBJECT, 1, ACTOR),
  'delete a version for good': (registry) => registry.deleteVersion(SUBJECT, 2, { ...ACTOR, permanent: true }),
  'delete the subject': (registry) => registry.deleteSubject(SUBJECT, ACTOR),
};

const ALLOWED: Readonly<Record<Mode, readonly string[]>> = {
  READWRITE: Object.keys(WRITES).filter((name) => name !== 'import'),
  IMPORT: Object.keys(WRITES).filter((name) => name !== 'register'),
  READONLY: [],
  READONLY_OVERRIDE: [],
};

async function openWithVersions(): Promise<Registry> {
  const registry = openRegistry();
  await registry.register(SUBJECT, text('one'), ACTOR);
  await registry.register(SUBJECT, text('two'), ACTOR);
  await registry.deleteVersion(SUBJECT, 2, ACTOR);
  return registry;
}

for (const mode of MODES) {
  for (const [name, write] of Object.entries(WRITES)) {
    const isAllowed = ALLOWED[mode].includes(name);
    test(`${mode} ${isAllowed ? 'allows' : 'forbids'} to ${name}`, async () => {
      const registry = await openWithVersions();
      await registry.putMode(SUBJECT, { mode, force: true }, ACTOR);
      const before = (await registry.position()).last;
      const outcome = await write(registry).then(
        () => 'done',
        (thrown: { code: string }) => thrown.code,
      );
      expect(outcome).toBe(isAllowed ? 'done' : 'mode_forbids');
      expect((await registry.position()).last > before).toBe(isAllowed);
    });
  }

  test(`${mode} allows to register again what is there, which writes nothing`, async () => {
    const registry = await openWithVersions();
    await registry.putMode('', { mode, force: true }, ACTOR);
    expect(await registry.register(SUBJECT, text('one'), ACTOR)).toMatchObject({ existing: true, version: 1 });
  });

  test(`${mode} does not keep anybody from configuring, or from another mode`, async () => {
    const registry = await openWithVersions();
    await registry.putMode('', { mode, force: true }, ACTOR);
    expect(await registry.putConfig(SUBJECT, { level: 'NONE' }, ACTOR)).toMatchObject({ level: 'NONE' });
    expect(await registry.putMode('', { mode: 'READWRITE' }, ACTOR)).toMatchObject({ mode: 'READWRITE' });
  });
}

const SCOPES: readonly { title: string; set: readonly (readonly [string, Mode])[]; mode: Mode }[] = [
  { title: 'nothing was set', set: [], mode: 'READWRITE' },
  { title: 'the registry', set: [['', 'READONLY']], mode: 'READONLY' },
  {
    title: 'the longest prefix',
    set: [
      ['', 'READONLY'],
      ['com.*', 'IMPORT'],
      ['com.shop.*', 'READWRITE'],
    ],
    mode: 'READWRITE',
  },
  {
    title: 'the subject before its prefix',
    set: [
      ['com.shop.*', 'READONLY'],
      [SUBJECT, 'READWRITE'],
    ],
    mode: 'READWRITE',
  },
  {
    title: 'READONLY_OVERRIDE of the registry before all',
    set: [
      ['', 'READONLY_OVERRIDE'],
      [SUBJECT, 'READWRITE'],
    ],
    mode: 'READONLY_OVERRIDE',
  },
  {
    title: 'READONLY_OVERRIDE of a prefix before that of the registry only',
    set: [
      ['com.*', 'READONLY_OVERRIDE'],
      [SUBJECT, 'IMPORT'],
    ],
    mode: 'IMPORT',
  },
  {
    title: 'a prefix that covers something else',
    set: [
      ['com.shop.order.*', 'READWRITE'],
      ['com.pay.*', 'READONLY'],
    ],
    mode: 'READWRITE',
  },
];

for (const { title, set, mode } of SCOPES) {
  test(`what is in force: ${title}`, async () => {
    const registry = openRegistry();
    for (const [name, value] of set) await registry.putMode(name, { mode: value, force: true }, ACTOR);
    expect((await registry.getMode(SUBJECT)).mode).toBe(mode);
  });
}

const SET_AT: readonly { readonly title: string; readonly name: string; readonly mode: Mode; readonly said: string }[] = [
  {
    title: 'the subject',
    name: SUBJECT,
    mode: 'READONLY',
    said: 'is in mode READONLY, which takes no new versions; set its mode to READWRITE first',
  },
  {
    title: 'a prefix',
    name: 'com.*',
    mode: 'READONLY',
    said: 'is in mode READONLY, set for "com.*", which takes no new versions; set the mode of "com.*", or of the subject alone, to READWRITE first',
  },
  {
    title: 'the registry',
    name: '',
    mode: 'READONLY',
    said: 'is in mode READONLY, set for the registry, which takes no new versions; set the mode of the registry, or of the subject alone, to READWRITE first',
  },
  {
    title: 'the registry, whatever is set for the subject',
    name: '',
    mode: 'READONLY_OVERRIDE',
    said: 'set for the registry, which takes no new versions; it goes before what is set for the subject: set another mode for the registry first',
  },
  {
    title: 'the subject by an import',
    name: SUBJECT,
    mode: 'IMPORT',
    said: 'which takes no new versions but those that bring the id that they had elsewhere; an import is under way or was cut, and the same `sluice import` again finishes it (with --give-up it ends); if there is none, set its mode to READWRITE first',
  },
];

for (const { title, name, mode, said } of SET_AT) {
  test(`a refusal says that the mode was set for ${title}`, async () => {
    const registry = openRegistry();
    await registry.putMode(name, { mode }, ACTOR);
    const failure = await failureOf(registry.register(SUBJECT, text('new'), ACTOR));
    expect(failure).toMatchObject({ code: 'mode_forbids', message: expect.stringContaining(said) as string, data: { setAt: name } });
  });
}

for (const [name, reaches] of Object.entries({ '': true, 'com.*': true, 'com.shop.order.placed': true, 'com.pay.*': false, other: false })) {
  test(`IMPORT for ${JSON.stringify(name)} is ${reaches ? 'refused while there are versions, but by force' : 'set where there are none'}`, async () => {
    const registry = await openWithVersions();
    const outcome = await registry.putMode(name, { mode: 'IMPORT' }, ACTOR).then(
      ({ mode }) => mode,
      (thrown: { code: string }) => thrown.code,
    );
    expect(outcome).toBe(reaches ? 'mode_forbids' : 'IMPORT');
    expect(await registry.putMode(name, { mode: 'IMPORT', force: true }, ACTOR)).toMatchObject({ own: 'IMPORT' });
  });
}

test('IMPORT is set without force where all versions were deleted for good', async () => {
  const registry = await openWithVersions();
  await registry.deleteSubject(SUBJECT, ACTOR);
  await registry.deleteSubject(SUBJECT, { ...ACTOR, permanent: true });
  expect(await registry.putMode('com.*', { mode: 'IMPORT' }, ACTOR)).toMatchObject({ own: 'IMPORT' });
});

test('a mode that was never set cannot be removed, and a dry run sets nothing', async () => {
  const registry = openRegistry();
  expect(await registry.putMode('a', { mode: 'READONLY' }, { ...ACTOR, dryRun: true })).toMatchObject({ own: 'READONLY' });
  expect(await failureOf(registry.deleteMode('a', ACTOR))).toMatchObject({ code: 'mode_not_found' });
  await registry.putMode('a', { mode: 'READONLY' }, ACTOR);
  expect(await registry.deleteMode('a', ACTOR)).toMatchObject({ mode: 'READWRITE', own: null });
});

test('a mode counts its writes, and a write on an old count is a mismatch', async () => {
  const registry = openRegistry();
  expect(await registry.putMode('a', { mode: 'READONLY' }, { ...ACTOR, ifMatch: 0 })).toMatchObject({ epoch: 1 });
  expect(await registry.putMode('a', { mode: 'READWRITE' }, { ...ACTOR, ifMatch: 1 })).toMatchObject({ epoch: 2 });
  expect(await failureOf(registry.putMode('a', { mode: 'READONLY' }, { ...ACTOR, ifMatch: 1 }))).toMatchObject({ code: 'epoch_mismatch' });
  expect(await failureOf(registry.deleteMode('a', { ...ACTOR, ifMatch: 1 }))).toMatchObject({ code: 'epoch_mismatch' });
  expect(await registry.deleteMode('a', { ...ACTOR, ifMatch: 2 })).toMatchObject({ epoch: 0, own: null });
});

test('an import may be repeated, also where the same content stands in several versions', async () => {
  const registry = openRegistry();
  await registry.putMode(SUBJECT, { mode: 'IMPORT' }, ACTOR);
  const sent = [
    { ...text('one'), imported: { id: 10, version: 1 } },
    { ...text('two'), imported: { id: 11, version: 2 } },
    { ...text('one'), imported: { id: 10, version: 3 } },
  ];
  const importAll = async (): Promise<unknown> => {
    const answers = [];
    for (const request of sent) answers.push(await registry.register(SUBJECT, request, ACTOR));
    return answers;
  };
  await importAll();
  const { last } = await registry.position();
  expect(await importAll()).toMatchObject(sent.map(({ imported }) => ({ ...imported, existing: true })));
  expect((await registry.position()).last).toBe(last);
  const elsewhere = { ...text('one'), imported: { id: 12, version: 3 } };
  expect(await failureOf(registry.register(SUBJECT, elsewhere, ACTOR))).toMatchObject({ code: 'schema_id_taken' });
});
