import { QUEUE } from '../../../src/postgres/purpose.ts';
import type { PostgresAddress } from '../../../src/postgres/address.ts';
import { openPostgresQueue } from '../../../src/queue/postgres/open.ts';
import type { Queue, QueueLimits } from '../../../src/queue/queue.ts';
import { OWNER } from '../../contract/acceptances.ts';
import { queueContract } from '../../contract/queue.contract.ts';
import { createDatabase } from '../../postgres/database.ts';
import { lendSchemas } from '../../postgres/emptied.ts';

const schemas = lendSchemas(await createDatabase(), QUEUE);
const opened = new WeakMap<Queue, { readonly address: PostgresAddress; readonly leave: () => Promise<void> }>();

async function open(address: PostgresAddress, limits?: QueueLimits): Promise<Queue> {
  const queue = await openPostgresQueue({ address, ...(limits === undefined ? {} : { limits }) });
  const lent: Queue = {
    ...queue,
    async close() {
      await queue.close();
      schemas.giveBack(address);
    },
  };
  opened.set(lent, { address, leave: () => queue.close() });
  return lent;
}

queueContract('postgres', {
  runs: 12,
  create: async (limits) => open(await schemas.take(), limits),
  async again(queue) {
    const known = opened.get(queue);
    if (known === undefined) throw new Error('not opened here');
    await known.leave();
    const next = await open(known.address);
    // What a gateway that died had taken is free when its leases end; this one's end a thousand seconds later.
    await next.release(OWNER);
    return next;
  },
});
