// The function that takes the money, in three parts an order. It is the flaky one: its bank fails at first for every third order.
import { appendLine, serveFunction } from '../../platform/src/function.js';
import { postEvent } from '../../platform/src/post-event.js';
import { createConsumer, createProducer } from './events/index.js';
import { expressHandler } from './events/express.js';

const producer = createProducer({ source: '/payments', send: postEvent });
const failed = new Set<string>();

const consumer = createConsumer({
  'com.shop.order.placed': async ({ id, type, time, data: { orderId, total } }) => {
    if (isUnlucky(id) && !failed.has(id)) {
      failed.add(id);
      appendLine({ id, type, key: orderId, failed: true });
      throw new Error('the bank does not answer');
    }
    // The same ids and times whenever the same order comes again, so that what was sent before is known as such.
    for (const part of [1, 2, 3]) {
      const cents = part === 3 ? total - 2 * Math.floor(total / 3) : Math.floor(total / 3);
      await producer.paymentReceived({ orderId, part, cents }, { id: `${orderId}-${part}`, ...(time === undefined ? {} : { time }) });
    }
    appendLine({ id, type, key: orderId, total });
  },
});
serveFunction(expressHandler(consumer));

function isUnlucky(id: string): boolean {
  return [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 3 === 0;
}
