import { command } from '../../kit/commands.ts';

const SUBJECT = 'com.shop.order.placed';

const SCHEMA = {
  type: 'object',
  required: ['orderId'],
  properties: { orderId: { type: 'string' }, total: { type: 'integer' } },
};

/** How a first schema comes into the registry at `origin`; each can be pasted into a shell as it stands. */
export function firstCommands(origin: string): { readonly cli: string; readonly curl: string } {
  const document = JSON.stringify(SCHEMA);
  const write = `echo '${document}' > order-placed.json`;
  const register = command(['sluice', 'register', 'order-placed.json', '--subject', SUBJECT], ['--registry', origin]);
  return {
    cli: `${write}\n${register}`,
    curl: command(
      ['curl', '-X', 'POST', `${origin}/api/v1/subjects/${SUBJECT}/versions`],
      ['-H', 'content-type: application/json'],
      ['-d', `{"schema":${document}}`],
    ),
  };
}
