import { expect, test } from 'vitest';
import { parseProjectConfig, type ProjectConfig } from '../../src/project/config.ts';
import { misfitsOf } from '../../src/project/fits.ts';
import type { Lock } from '../../src/project/lock.ts';

const GENERATOR = { version: '1', optionsDigest: 'options' };
const EVENT = { semver: '1.0.0', fingerprint: 'a'.repeat(64), older: [], references: [] } as const;
const LOCK: Lock = { events: { a: { ...EVENT, produces: '^1', consumes: '^1' } }, generator: { ...GENERATOR, outputDigest: 'output' } };

function configOf(changes: object): ProjectConfig {
  const config = { produces: { a: '^1' }, consumes: { a: '^1' }, output: { dir: 'x' }, ...changes };
  return parseProjectConfig({ file: 'a.json', text: JSON.stringify(config) });
}

const ROWS: readonly { readonly title: string; readonly changes?: object; readonly lock?: Lock | undefined; readonly kinds: readonly string[] }[] = [
  { title: 'the same events under the same ranges', kinds: [] },
  { title: 'no lock', lock: undefined, kinds: ['no_lock'] },
  { title: 'no lock, and nothing to lock', lock: undefined, changes: { produces: {}, consumes: {} }, kinds: [] },
  { title: 'a range that would admit the locked version as well', changes: { produces: { a: '^1.0' } }, kinds: ['range'] },
  { title: 'a role less', changes: { produces: {} }, kinds: ['range'] },
  { title: 'an event more', changes: { produces: { a: '^1', b: '^1' } }, kinds: ['not_locked'] },
  { title: 'an event called like a member of every object', changes: { produces: { a: '^1', constructor: '^1' } }, kinds: ['not_locked'] },
  { title: 'an event less', changes: { produces: {}, consumes: {} }, kinds: ['not_wanted'] },
  { title: 'another generator', lock: { ...LOCK, generator: { ...GENERATOR, version: '0', outputDigest: 'output' } }, kinds: ['generator'] },
  { title: 'no generator', lock: { events: LOCK.events }, kinds: ['generator'] },
  { title: 'other options', lock: { ...LOCK, generator: { ...GENERATOR, optionsDigest: 'others', outputDigest: 'output' } }, kinds: ['options'] },
];

for (const { title, changes = {}, kinds, ...row } of ROWS) {
  test(`${title}: ${kinds.join(', ') || 'fits'}`, () => {
    const lock = 'lock' in row ? row.lock : LOCK;
    expect(misfitsOf(configOf(changes), lock, GENERATOR).map(({ kind }) => kind)).toEqual(kinds);
  });
}

test('a subject that would steer a terminal is escaped', () => {
  const lock = { ...LOCK, events: { ...LOCK.events, 'x\u001b[2J\u202e': EVENT } };
  expect(misfitsOf(configOf({}), lock, GENERATOR).map(({ message }) => message)).toEqual([
    '"x\\u001b[2J\\u{202e}" is locked and neither produced nor consumed any more',
  ]);
});
