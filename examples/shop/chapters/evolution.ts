import { ORDER, PAYMENT } from '../routes.ts';
import { command, type World } from '../world.ts';
import { build } from './contracts.ts';

const DOCUMENT = 'orders/asyncapi.yaml';
const IMPORT = `import asyncapi ${DOCUMENT} --prefix com.shop. --owner orders`;
const TOTAL = 'total: { type: integer, minimum: 0, description: In cents. }';
const NOTE = 'note: { type: string, maxLength: 200 }';

/** The contract of orders grows by a field, loses one to a new name, and gets it back. */
export async function evolution(world: World): Promise<void> {
  const { narrator, workspace } = world;
  narrator.say('\n3. The orders team adds an optional field, renames one, and thinks again');
  workspace.edit([{ file: DOCUMENT, from: TOTAL, to: `${TOTAL}\n          ${NOTE}` }]);
  await command(world, IMPORT, { what: 'an optional note is accepted' });

  const renamed = { file: DOCUMENT, from: TOTAL, to: TOTAL.replace('total', 'amount') };
  const required = { file: DOCUMENT, from: '[orderId, lines, total]', to: '[orderId, lines, amount]' };
  workspace.edit([renamed, required]);
  const refused = await command(world, IMPORT, { what: 'total, renamed to amount, is refused', code: 1 });
  narrator.claim(/"orderId": "ord_/.test(refused.output) && refused.output.includes('requires "amount"'), 'and the event that would break is shown');
  narrator.say(indent(refused.output, 16));

  workspace.edit([
    { ...renamed, from: renamed.to, to: `${TOTAL}\n          currency: { enum: [EUR, USD] }` },
    { ...required, from: required.to, to: required.from },
  ]);
  await command(world, IMPORT, { what: 'the fix is accepted: total stays, and a currency may be said' });
  await claimVersions(world, ORDER, ['1.0.0', '1.1.0', '1.2.0']);
  await command(world, `update ${ORDER}`, { what: 'those who want it move to the newest version' });
  await build(world, 'grown');
}

/** The contract of payments breaks on purpose: cents become an amount with its currency. */
export async function breakOnPurpose(world: World): Promise<void> {
  const { narrator, workspace } = world;
  narrator.say('\n4. The payments team breaks its contract on purpose');
  workspace.edit(PAYMENT_2);
  await command(world, 'publish', { what: 'publish never breaks anybody', code: 1, team: 'payments' });
  const consent = ['--allow-breaking', '--reason', 'payments-have-a-currency'];
  await command(world, `register schemas/${PAYMENT}.json --subject ${PAYMENT} ${consent.join(' ')}`, {
    what: 'register does, with consent and a reason',
    team: 'payments',
  });
  await claimVersions(world, PAYMENT, ['1.0.0', '2.0.0']);

  workspace.edit([{ file: 'warehouse/sluice.config.json', from: `"${PAYMENT}": "^1"`, to: `"${PAYMENT}": ">=1 <3"` }]);
  await command(world, 'pull', { what: 'the warehouse reads both majors', team: 'warehouse' });
  await command(world, 'generate', { what: 'and generates its consumer', team: 'warehouse' });
  const forgotten = await workspace.compile('forgotten');
  narrator.claim(
    forgotten.code !== 0 && /warehouse\.ts.*(cents|Expected 2 arguments)/.test(forgotten.output),
    'which does not compile before it can lift the old events',
  );
  workspace.edit(UPCASTER);
  await build(world, 'lifted');
}

const SCHEMA = `payments/schemas/${PAYMENT}.json`;

const PAYMENT_2 = [
  { file: SCHEMA, from: '"orderId", "part", "cents"', to: '"orderId", "part", "amount", "currency"' },
  {
    file: SCHEMA,
    from: '"cents": { "description": "How much.", "type": "integer", "minimum": 0 }',
    to: '"amount": { "description": "In the smallest unit.", "type": "integer", "minimum": 0 },\n    "currency": { "description": "Of the amount.", "enum": ["EUR", "USD"] }',
  },
];

const UPCASTER = [
  { file: 'warehouse/src/warehouse.ts', from: '{ orderId, part, cents }', to: '{ orderId, part, amount, currency }' },
  { file: 'warehouse/src/warehouse.ts', from: 'key: orderId, part, cents }', to: 'key: orderId, part, amount, currency }' },
  {
    file: 'warehouse/src/warehouse.ts',
    from: '});\nserveFunction',
    to: `}, {
  upcast: { '${PAYMENT}': { '1': ({ cents, ...rest }) => ({ ...rest, amount: cents, currency: 'EUR' }) } },
});
serveFunction`,
  },
];

async function claimVersions(world: World, subject: string, semvers: readonly string[]): Promise<void> {
  const { output } = await world.house.sluice(['show', subject, '--format', 'json'], world.workspace.teams);
  const found = [...output.matchAll(/"semver":\s*"([^"]+)"/g)].map(([, semver]) => semver);
  world.narrator.claim(
    semvers.every((semver) => found.includes(semver)),
    `${subject} has the versions ${semvers.join(', ')}`,
  );
}

function indent(text: string, lines: number): string {
  const shown = text.trimEnd().split('\n').slice(0, lines);
  return shown.map((line) => `         ${line}`).join('\n');
}
