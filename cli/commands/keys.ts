import type { Scope } from '../../src/core/api-key.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { KeyRequest } from '../../src/core/resources.ts';
import { parseScope } from '../../src/core/scope.ts';
import { refuseForeignFlags } from '../action-flags.ts';
import { deliver, examples, oneOf, registryOption, reportOptions, type CommandModule, type ReportFlags } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { openKeyDesk, type KeyDesk, type KeyDeskFlags } from '../key-desk.ts';
import { isLastAdmin, keysText, revokedText, scopesText } from '../report/keys.ts';
import { readExpiry } from '../time-flag.ts';

interface Flags extends ReportFlags, KeyDeskFlags {
  readonly name?: string;
  readonly scope?: readonly string[];
  readonly expires?: string;
}

const ACTIONS = ['create', 'list', 'revoke'] as const;

const TAKERS = { name: ['create'], scope: ['create'], expires: ['create'] };

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('<action>', ACTIONS.join(', '))
      .argument('[id]', 'the key to revoke')
      .option('--name <name>', 'create: whose it is, or what for')
      .option('--scope <scope...>', 'create: ACCESS[:PATTERN], ACCESS being read, register, break or admin; see docs/security.md')
      .option('--expires <time>', 'create: from now, such as 90d, 12h or 30m, or ISO 8601 (default: never)')
      .option('--store <store>', 'work on the store itself, without a server: sqlite:PATH or postgres://USER@HOST/DATABASE')
      .option('--dir <dir>', 'the same, on the registry.sqlite in this folder for server data');
    registryOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice keys create --dir .sluice-data --name admin --scope admin', 'the first key, on the machine of the server'],
      ['sluice keys create --name shop-ci --scope register:com.shop.* read:* --expires 90d', 'one for a team'],
      ['sluice keys list', 'all of them, without their secrets'],
      ['sluice keys revoke 0f3a9c21b5d7e604', 'effective at once'],
    ]);
  },

  async run(io, [action = '', id], flags) {
    const name = oneOf('keys', ACTIONS, action);
    refuseForeignFlags('keys', { action: name, flags, takers: TAKERS });
    if (name !== 'revoke' && id !== undefined) throw new RegistryError('usage_invalid', `keys ${name} takes no id; found ${JSON.stringify(id)}`);
    await RUN[name](io, flags, id);
    return EXIT.ok;
  },
};

type Action = (io: Io, flags: Flags, id: string | undefined) => Promise<void>;

const RUN: Readonly<Record<(typeof ACTIONS)[number], Action>> = { create, list, revoke };

async function create(io: Io, flags: Flags): Promise<void> {
  const request = readRequest(flags); // Before a store is made for nothing.
  const created = await atDesk(io, flags, { mayMake: true }, (desk) => desk.create(request));
  await deliver(io, flags, { json: created, text: () => created.key });
  io.err.write(`key ${created.id} may ${scopesText(created)}; this is the only time that its secret is shown\n`);
}

function readRequest({ name, scope, expires }: Flags): KeyRequest {
  if (name === undefined) throw new RegistryError('usage_invalid', '--name: say whose the key is, or what for');
  if (scope === undefined) throw new RegistryError('usage_invalid', '--scope: say what the key may do, such as read:* or register:com.shop.*');
  return { name, scopes: scope.map(readScope), ...(expires === undefined ? {} : { expiresAt: readExpiry(expires, Date.now()) }) };
}

/** Wrong words of a command line, which no description of requests explains. */
function readScope(text: string): Scope {
  try {
    return parseScope(text);
  } catch (thrown) {
    throw new RegistryError('usage_invalid', `--scope: ${RegistryError.from(thrown).message}`);
  }
}

async function list(io: Io, flags: Flags): Promise<void> {
  const items = await atDesk(io, flags, { mayMake: false }, (desk) => desk.list());
  await deliver(io, flags, { json: { items }, text: () => keysText(items, Date.now()) });
}

async function revoke(io: Io, flags: Flags, id: string | undefined): Promise<void> {
  if (id === undefined) throw new RegistryError('usage_invalid', 'keys revoke: expected the id of a key; `sluice keys list` names them');
  const [before, revoked] = await atDesk(io, flags, { mayMake: false }, async (desk) => [await desk.list(), await desk.revoke(id)] as const);
  const was = before.find((key) => key.id === id)?.revokedAt;
  await deliver(io, flags, { json: revoked, text: () => revokedText(revoked, was) });
  if (was === undefined && isLastAdmin(before, id, Date.now())) io.err.write(NO_ADMIN);
}

const NO_ADMIN =
  'That was the last key with admin:*, so no key can make another one now; on the machine of the server, `sluice keys create --dir DIR --name admin --scope admin` can.\n';

async function atDesk<T>(io: Io, flags: Flags, options: { readonly mayMake: boolean }, work: (desk: KeyDesk) => Promise<T>): Promise<T> {
  const desk = await openKeyDesk(io, flags, options);
  try {
    return await work(desk);
  } finally {
    await desk.close();
  }
}
