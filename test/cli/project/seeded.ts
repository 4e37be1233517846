import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { ORDER_V1 } from '../contracts.ts';
import { startRegistry, type RegistryServer } from '../../gateway/registry-server.ts';
import { isOurs, sluiceHere } from '../in-process.ts';
import { folderWith, sluice, type Finished } from '../process.ts';

/** A registry with a few events, and projects that use it. */
export interface Seeded {
  readonly server: { readonly registry: string };
  /** Produces `p.order.placed`, and consumes `p.paid`, which refers to `p.money`, and `p.moved`, which has two majors. */
  config(changes?: object): object;
  env(): Readonly<Record<string, string>>;
  pulled(changes?: object, files?: Readonly<Record<string, unknown>>): Promise<string>;
  generated(changes?: object, files?: Readonly<Record<string, unknown>>): Promise<string>;
}

/** Start it before the tests of a file, and stop it after them. */
export function seededRegistry(): Seeded {
  let running: RegistryServer;
  beforeAll(async () => {
    running = await startRegistry();
    await seed(running.url);
  });
  afterAll(() => running.close());
  const config = (changes: object = {}): object => ({
    registry: running.url,
    produces: { 'p.order.placed': '^1' },
    consumes: { 'p.paid': '@1', 'p.moved': '>=1 <3' },
    output: { dir: 'src/events' },
    ...changes,
  });
  const pulled: Seeded['pulled'] = async (changes = {}, files = {}) => {
    const cwd = await folderWith({ 'sluice.config.json': config(changes), ...files });
    expect(await run(cwd, ['pull'])).toMatchObject({ code: 0, stderr: '' });
    return cwd;
  };
  return {
    get server() {
      return { registry: running.url };
    },
    config,
    env: () => ({ SLUICE_REGISTRY: running.url }),
    pulled,
    generated: async (changes, files) => {
      const cwd = await pulled(changes, files);
      expect(await run(cwd, ['generate'])).toMatchObject({ code: 0, stderr: '' });
      return cwd;
    },
  };
}

async function seed(registry: string): Promise<void> {
  const cwd = await folderWith({
    'order.json': ORDER_V1,
    'money.json': { type: 'integer', minimum: 0 },
    'paid.json': { title: 'Paid', type: 'object', properties: { amount: { $ref: 'money.json' } } },
    'v1.json': { title: 'Moved', type: 'object', required: ['a'], properties: { a: { type: 'string' } } },
    'v2.json': { title: 'Moved', type: 'object', required: ['b'], properties: { b: { type: 'string' } } },
  });
  const register = async (file: string, subject: string, ...flags: string[]): Promise<void> => {
    const { stderr } = await sluiceHere(['register', file, '--subject', subject, ...flags], { cwd, env: { SLUICE_REGISTRY: registry } });
    expect(stderr).toBe('');
  };
  await register('order.json', 'p.order.placed');
  await register('money.json', 'p.money');
  await register('paid.json', 'p.paid', '--reference', 'money.json=p.money@1');
  await register('v1.json', 'p.moved');
  await register('v2.json', 'p.moved', '--allow-breaking', '--reason', 'renamed');
}

/** Run in a project; the registry comes from its configuration. With an environment that others read too it is a process. */
export function run(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Finished> {
  const start = isOurs(env) ? sluiceHere : sluice;
  return start(args, { cwd, env: { SLUICE_REGISTRY: '', ...env } });
}

/** The files below a folder by their paths. */
export function bytesOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile());
  return Object.fromEntries(names.toSorted().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

export function edit(cwd: string, file: string, change: (text: string) => string): void {
  writeFileSync(join(cwd, file), change(readFileSync(join(cwd, file), 'utf8')));
}
