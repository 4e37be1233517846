// Two functions at one address: what is paid leaves the shelf, in the order of its parts, and a shelf that is nearly empty is filled.
import { appendLine, serveFunction } from '../../platform/src/function.js';
import { postEvent } from '../../platform/src/post-event.js';
import { createConsumer, createProducer } from './events/index.js';
import { expressHandler } from './events/express.js';

const producer = createProducer({ source: '/warehouse', send: postEvent });

const consumer = createConsumer({
  'com.shop.payment.received': async ({ id, type, time, data: { orderId, part, cents } }) => {
    // Whenever the same payment comes again, the same event under the same id: it is known as such and goes no further.
    if (part === 3 && orderId.endsWith('0'))
      await producer.inventoryLow({ sku: 'A-1', left: 3 }, { id: `low-${id}`, ...(time === undefined ? {} : { time }) });
    appendLine({ id, type, key: orderId, part, cents });
  },
  'com.shop.inventory.low': ({ id, type, data: { sku } }) => appendLine({ id, type, key: sku }),
});
serveFunction(expressHandler(consumer));
