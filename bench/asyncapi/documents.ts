/** An AsyncAPI 3.0 document with `count` channels: a message and a `send` operation each, which share an address and a money type. */
export function manyChannels(count: number): string {
  const numbers = Array.from({ length: count }, (_, number) => number);
  const ref = (path: string): { readonly $ref: string } => ({ $ref: `#/${path}` });
  return JSON.stringify({
    asyncapi: '3.0.0',
    info: { title: 'Warehouse', version: '1.0.0' },
    channels: Object.fromEntries(
      numbers.map((n) => [
        `stock${n}`,
        { address: `stock/${n}/{site}`, parameters: { site: {} }, messages: { moved: ref(`components/messages/M${n}`) } },
      ]),
    ),
    operations: Object.fromEntries(numbers.map((n) => [`send${n}`, { action: 'send', channel: ref(`channels/stock${n}`) }])),
    components: {
      messages: Object.fromEntries(
        numbers.map((n) => [
          `M${n}`,
          {
            name: `com.example.stock${n}.moved`,
            headers: { type: 'object', properties: { trace: { type: 'string' } } },
            payload: {
              type: 'object',
              required: ['id', 'quantity', 'price'],
              properties: {
                id: { type: 'string', minLength: 1, description: `What moved on ${n}` },
                quantity: { type: 'integer', minimum: 1 },
                reason: { enum: ['sold', 'returned', `lost in ${n}`] },
                price: ref('components/schemas/Money'),
                from: ref('components/schemas/Address'),
                to: ref('components/schemas/Address'),
              },
            },
          },
        ]),
      ),
      schemas: {
        Money: {
          type: 'object',
          required: ['amount', 'currency'],
          properties: { amount: { type: 'integer' }, currency: { type: 'string', pattern: '^[A-Z]{3}$' } },
        },
        Address: {
          type: 'object',
          properties: { street: { type: 'string' }, city: { type: 'string' }, lines: { type: 'array', items: { type: 'string' } } },
        },
      },
    },
  });
}

const HEAD = 'asyncapi: 3.0.0\ninfo: { title: t, version: "1" }\n';
const LEVELS = 40;

/** Documents of some 2 kB that are made to hurt whoever writes them out or fetches. */
export const HOSTILE: Readonly<Record<string, string>> = {
  'references that double': `${HEAD}components:\n  messages: { M: { payload: { $ref: '#/components/schemas/s0' } } }\n  schemas:\n${Array.from(
    { length: LEVELS },
    (_, n) => `    s${n}: { properties: { a: { $ref: '#/components/schemas/s${n + 1}' }, b: { $ref: '#/components/schemas/s${n + 1}' } } }\n`,
  )
    .join('')
    .slice(0, -1)}\n    s${LEVELS}: { type: string }\n`,
  'aliases that multiply': `${HEAD}x-a0: &a0 [x, x, x, x, x, x, x, x, x]\n${Array.from(
    { length: LEVELS },
    (_, n) => `x-a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(', ')}]\n`,
  ).join('')}`,
  'a reference to the network': `${HEAD}components:\n  messages: { M: { payload: { $ref: 'http://127.0.0.1:9/schema.json' } } }\n`,
  'a reference to a file elsewhere': `${HEAD}components:\n  messages: { M: { payload: { $ref: 'file:///etc/hostname' } } }\n`,
};
