import type { Client } from '../../src/client/client.ts';
import { CHANGE_TYPES, type ChangeType } from '../../src/core/change.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { CreatedWebhookResource } from '../../src/core/resources.ts';
import {
  deliver,
  examples,
  oneOf,
  readWhole,
  registryOption,
  reportOptions,
  type CommandModule,
  type RegistryFlags,
  type ReportFlags,
} from '../command.ts';
import { refuseForeignFlags } from '../action-flags.ts';
import { connect } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { attemptText, attemptsText, deadText, retryText, webhooksText, webhookText } from '../report/webhook.ts';
import { readDuration } from '../time-flag.ts';

interface Flags extends ReportFlags, RegistryFlags {
  readonly url?: string;
  readonly type?: readonly string[];
  readonly prefix?: string;
  readonly description?: string;
  readonly from?: string;
  readonly overlap?: string;
  readonly sequence?: readonly string[];
}

const ACTIONS = ['add', 'list', 'show', 'update', 'pause', 'resume', 'remove', 'rotate', 'test', 'attempts', 'dead', 'retry'] as const;

const TAKERS = {
  url: ['update'],
  type: ['add', 'update'],
  prefix: ['add', 'update'],
  description: ['add', 'update'],
  from: ['add'],
  overlap: ['rotate'],
  sequence: ['retry'],
};

export const command: CommandModule<Flags> = {
  declare(declared) {
    declared
      .argument('<action>', ACTIONS.join(', '))
      .argument('[id]', 'the webhook; of `add`, its address')
      .option('--url <url>', 'update: another address')
      .option('--type <type...>', 'add, update: only these changes, such as version.registered; `all` for every type')
      .option('--prefix <prefix>', 'add, update: only names that it covers, com.shop.* or com.shop.; "" for every name')
      .option('--description <text>', 'add, update: what for')
      .option('--from <sequence>', 'add: begin with what follows this change; 0: the first that is kept (default: from now on)')
      .option('--overlap <time>', 'rotate: how long the secret before is signed with as well, such as 2d or 12h (default: 1d), or none')
      .option('--sequence <number...>', 'retry: only these of the deliveries that were given up');
    registryOption(declared);
    reportOptions(declared);
    examples(declared, [
      ['sluice webhook add https://ci.example.com/hooks/contracts --type version.registered version.retired', 'prints its secret, once'],
      ['sluice webhook add http://127.0.0.1:9000/ --prefix com.shop. --from 0', 'everything that ever happened below com.shop.'],
      ['sluice webhook list', 'all of them, and how far behind each is'],
      ['sluice webhook test 0f3a9c21b5d7e604', 'send one event now, and say what became of it'],
      ['sluice webhook attempts 0f3a9c21b5d7e604', 'the log, newest first'],
      ['sluice webhook retry 0f3a9c21b5d7e604', 'send again what was given up'],
      ['sluice webhook resume 0f3a9c21b5d7e604', 'go on after a pause, or after it was stopped'],
    ]);
  },

  async run(io, [action = '', id], flags) {
    const name = oneOf('webhook', ACTIONS, action);
    refuseForeignFlags('webhook', { action: name, flags, takers: TAKERS });
    if (name === 'list' && id !== undefined) {
      throw new RegistryError('usage_invalid', `webhook list: takes no id; found ${JSON.stringify(id)}, which \`sluice webhook show\` takes`);
    }
    if (name === 'list') return list(io, flags);
    if (id === undefined) throw new RegistryError('usage_invalid', expectedOperand(name));
    return RUN[name](io, flags, id);
  },
};

function expectedOperand(action: string): string {
  if (action === 'add') return 'webhook add: expected the address that events are sent to, such as https://ci.example.com/hooks/contracts';
  return `webhook ${action}: expected the id of a webhook; \`sluice webhook list\` names them`;
}

type Action = (io: Io, flags: Flags, id: string) => Promise<ExitCode>;

const RUN: Readonly<Record<Exclude<(typeof ACTIONS)[number], 'list'>, Action>> = {
  add,
  show: (io, flags, id) => change(io, flags, (client) => client.getWebhook(id)),
  update,
  pause: (io, flags, id) => change(io, flags, (client) => client.updateWebhook(id, { state: 'paused' })),
  resume: (io, flags, id) => change(io, flags, (client) => client.updateWebhook(id, { state: 'active' })),
  remove,
  rotate,
  test,
  attempts,
  dead,
  retry,
};

async function list(io: Io, flags: Flags): Promise<ExitCode> {
  const answer = await (await connect(io, flags)).listWebhooks();
  await deliver(io, flags, { json: answer, text: () => webhooksText(answer.items) });
  return EXIT.ok;
}

async function add(io: Io, flags: Flags, url: string): Promise<ExitCode> {
  const { description, from } = flags;
  const prefix = readPrefix(flags);
  const types = readTypes(flags.type);
  const created = await (
    await connect(io, flags)
  ).createWebhook({
    url,
    ...(types ? { types } : {}),
    ...(prefix ? { prefix } : {}),
    ...(description ? { description } : {}),
    ...(from === undefined ? {} : { from: readWhole('--from', from, { min: 0 }) }),
  });
  return tellSecret(io, flags, created);
}

async function rotate(io: Io, flags: Flags, id: string): Promise<ExitCode> {
  const overlapSeconds = flags.overlap === undefined ? undefined : readOverlap(flags.overlap);
  const client = await connect(io, flags);
  return tellSecret(io, flags, await client.rotateWebhookSecret(id, overlapSeconds === undefined ? {} : { overlapSeconds }));
}

function readOverlap(text: string): number {
  return text === 'none' ? 0 : readDuration('--overlap', text) / 1_000;
}

async function tellSecret(io: Io, flags: Flags, created: CreatedWebhookResource): Promise<ExitCode> {
  await deliver(io, flags, { json: created, text: () => created.secret });
  const until = created.secrets[1]?.expiresAt;
  const old = until === undefined ? '' : `; the one before is signed with as well until ${until}`;
  io.err.write(`webhook ${created.id} sends to ${created.url}; this is the only time that its secret is shown${old}\n`);
  return EXIT.ok;
}

async function update(io: Io, flags: Flags, id: string): Promise<ExitCode> {
  const { url, description } = flags;
  const prefix = readPrefix(flags);
  const types = readTypes(flags.type);
  const patch = {
    ...(url === undefined ? {} : { url }),
    ...(types === undefined ? {} : { types }),
    ...(prefix === undefined ? {} : { prefix: prefix || null }),
    ...(description === undefined ? {} : { description: description || null }),
  };
  if (Object.keys(patch).length === 0) {
    throw new RegistryError('usage_invalid', 'webhook update: say what changes, with --url, --type, --prefix or --description');
  }
  return change(io, flags, (client) => client.updateWebhook(id, patch));
}

async function change(io: Io, flags: Flags, work: (client: Client) => ReturnType<Client['getWebhook']>): Promise<ExitCode> {
  const webhook = await work(await connect(io, flags));
  await deliver(io, flags, { json: webhook, text: () => webhookText(webhook) });
  return EXIT.ok;
}

async function remove(io: Io, flags: Flags, id: string): Promise<ExitCode> {
  const webhook = await (await connect(io, flags)).deleteWebhook(id);
  await deliver(io, flags, { json: webhook, text: () => `webhook ${webhook.id} to ${webhook.url} is removed` });
  return EXIT.ok;
}

async function test(io: Io, flags: Flags, id: string): Promise<ExitCode> {
  const attempt = await (await connect(io, flags)).testWebhook(id);
  await deliver(io, flags, { json: attempt, text: () => attemptText(attempt) });
  return attempt.outcome === 'delivered' ? EXIT.ok : EXIT.findings;
}

async function attempts(io: Io, flags: Flags, id: string): Promise<ExitCode> {
  const answer = await (await connect(io, flags)).listWebhookAttempts(id);
  await deliver(io, flags, { json: answer, text: () => attemptsText(answer.items) });
  return EXIT.ok;
}

async function dead(io: Io, flags: Flags, id: string): Promise<ExitCode> {
  const answer = await (await connect(io, flags)).listDeadDeliveries(id);
  await deliver(io, flags, { json: answer, text: () => deadText(answer.items) });
  return EXIT.ok;
}

async function retry(io: Io, flags: Flags, id: string): Promise<ExitCode> {
  const sequences = flags.sequence?.map((text) => readWhole('--sequence', text, { min: 1 }));
  const client = await connect(io, flags);
  const answer = await client.retryWebhook(id, sequences === undefined ? {} : { sequences });
  const webhook = await client.getWebhook(id);
  await deliver(io, flags, { json: answer, text: () => retryText(answer.sequences, webhook) });
  return EXIT.ok;
}

/** "": every name. */
function readPrefix({ prefix }: Flags): string | undefined {
  return prefix === '*' ? '' : prefix;
}

/** Null: every type. */
function readTypes(words: readonly string[] | undefined): readonly ChangeType[] | null | undefined {
  if (words === undefined) return undefined;
  if (words.includes('all')) return null;
  const known = CHANGE_TYPES.map((type) => type.slice('io.sluice.'.length));
  return words.map((word) => `io.sluice.${oneOf('--type', known, word.replace(/^io\.sluice\./, ''))}` as ChangeType);
}
