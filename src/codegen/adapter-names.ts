/** What a consumer or producer can be plugged into; each is a generated module of that name. */
export const ADAPTERS = ['express', 'fastify', 'http', 'kafka', 'koa', 'lambda', 'nats'] as const;

export type AdapterName = (typeof ADAPTERS)[number];
