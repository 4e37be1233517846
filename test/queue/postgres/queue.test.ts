import { QUEUE } from '../../../src/postgres/purpose.ts';
import { openOn, openPostgresQueue, SETTINGS } from '../../../src/queue/postgres/open.ts';
import type { Queue, QueueLimits } from '../../../src/queue/queue.ts';
import { OWNER } from '../../contract/acceptances.ts';
import { queueContract } from '../../contract/queue.contract.ts';
import { createDatabase } from '../../postgres/database.ts';
import { lendSchemas, type LentSchema } from '../../postgres/emptied.ts';

const schemas = lendSchemas(await createDatabase(), { purpose: QUEUE, settings: SETTINGS, prepare: (address) => openPostgresQueue({ address }) });
const opened = new WeakMap<Queue, { readonly lent: LentSchema; readonly leave: () => Promise<void> }>();

async function open(lent: LentSchema, limits?: QueueLimits): Promise<Queue> {
  const queue = await openOn(await lent.connectionsOf(), { address: lent.address, ...(limits === undefined ? {} : { limits }) });
  const closing: Queue = {
    ...queue,
    async close() {
      await queue.close();
      schemas.giveBack(lent);
    },
  };
  opened.set(closing, { lent, leave: () => queue.close() });
  return closing;
}

queueContract('postgres', {
  runs: 12,
  create: async (limits) => open(await schemas.take(), limits),
  async again(queue) {
    const known = opened.get(queue);
    if (known === undefined) throw new Error('not opened here');
    await known.leave();
    const next = await open(known.lent);
    // What a gateway that died had taken is free when its leases end; this one's end a thousand seconds later.
    await next.release(OWNER);
    return next;
  },
});
