import { QUEUE } from '../../../src/postgres/purpose.ts';
import type { PostgresAddress } from '../../../src/postgres/address.ts';
import { openPostgresQueue } from '../../../src/queue/postgres/open.ts';
import type { Queue, QueueLimits } from '../../../src/queue/queue.ts';
import { OWNER } from '../../contract/acceptances.ts';
import { queueContract } from '../../contract/queue.contract.ts';
import { createDatabase } from '../../postgres/database.ts';

const database = await createDatabase();
const addresses = new WeakMap<Queue, PostgresAddress>();

async function open(address: PostgresAddress, limits?: QueueLimits): Promise<Queue> {
  const queue = await openPostgresQueue({ address, ...(limits === undefined ? {} : { limits }) });
  addresses.set(queue, address);
  return queue;
}

queueContract('postgres', {
  // Each makes its tables anew.
  runs: 30,
  create: (limits) => open({ ...database.fresh(), purpose: QUEUE }, limits),
  async again(queue) {
    const address = addresses.get(queue);
    if (address === undefined) throw new Error('not opened here');
    await queue.close();
    const next = await open(address);
    // What a gateway that died had taken is free when its leases end; this one's end a thousand seconds later.
    await next.release(OWNER);
    return next;
  },
});
