// Packs what is paid, in the order of its parts. A team that upgrades late.
import { appendLine, serveFunction } from '../../platform/src/function.js';
import { createConsumer } from './events/index.js';
import { expressHandler } from './events/express.js';

const consumer = createConsumer({
  'com.shop.payment.received': ({ id, type, data: { orderId, part, cents } }) => appendLine({ id, type, key: orderId, part, cents }),
});
serveFunction(expressHandler(consumer));
