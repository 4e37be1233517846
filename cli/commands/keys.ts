import { RegistryError } from '../../src/core/errors.ts';
import { formatScope, parseScope } from '../../src/core/scope.ts';
import { deliver, examples, oneOf, registryOption, reportOptions, type CommandModule, type ReportFlags } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { openKeyDesk, type KeyDesk, type KeyDeskFlags } from '../key-desk.ts';
import { keysText, scopesText } from '../report/keys.ts';

interface Flags extends ReportFlags, KeyDeskFlags {
  readonly name?: string;
  readonly scope?: readonly string[];
  readonly expires?: string;
}

const ACTIONS = ['create', 'list', 'revoke'] as const;

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('<action>', ACTIONS.join(', '))
      .argument('[id]', 'the key to revoke')
      .option('--name <name>', 'create: whose it is, or what for')
      .option('--scope <scope...>', 'create: ACCESS[:PATTERN], ACCESS being read, register, break or admin; see docs/security.md')
      .option('--expires <time>', 'create: ISO 8601, or days from now such as 90d (default: never)')
      .option('--store <store>', 'work on the store itself, without a server: sqlite:PATH')
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
    const chosen = oneOf('keys', ACTIONS, action);
    const desk = await openKeyDesk(io, flags);
    try {
      await RUN[chosen](io, desk, flags, id);
    } finally {
      await desk.close();
    }
    return EXIT.ok;
  },
};

type Action = (io: Io, desk: KeyDesk, flags: Flags, id: string | undefined) => Promise<void>;

const RUN: Readonly<Record<(typeof ACTIONS)[number], Action>> = { create, list, revoke };

async function create(io: Io, desk: KeyDesk, flags: Flags): Promise<void> {
  if (flags.name === undefined) throw new RegistryError('usage_invalid', '--name: say whose the key is, or what for');
  if (flags.scope === undefined) throw new RegistryError('usage_invalid', '--scope: say what the key may do, such as read:* or register:com.shop.*');
  const expiresAt = flags.expires === undefined ? {} : { expiresAt: readExpiry(flags.expires) };
  const created = await desk.create({ name: flags.name, scopes: flags.scope.map(parseScope), ...expiresAt });
  await deliver(io, flags, { json: created, text: () => created.key });
  io.err.write(`key ${created.id} may ${scopesText(created)}; this is the only time that its secret is shown\n`);
}

async function list(io: Io, desk: KeyDesk, flags: Flags): Promise<void> {
  const items = await desk.list();
  await deliver(io, flags, { json: { items }, text: () => keysText(items, Date.now()) });
}

async function revoke(io: Io, desk: KeyDesk, flags: Flags, id: string | undefined): Promise<void> {
  if (id === undefined) throw new RegistryError('usage_invalid', 'keys revoke: expected the id of a key; `sluice keys list` names them');
  const revoked = await desk.revoke(id);
  await deliver(io, flags, { json: revoked, text: () => `key ${revoked.id} (${revoked.scopes.map(formatScope).join(', ')}) is revoked` });
}

const DAY_MS = 86_400_000;

function readExpiry(text: string): string {
  const days = /^(\d{1,5})d$/.exec(text)?.[1];
  return days === undefined ? text : new Date(Date.now() + Number(days) * DAY_MS).toISOString();
}
