// The function that welcomes: one mail a user.
import { appendLine, serveFunction } from '../../platform/src/function.js';
import { createConsumer } from './events/index.js';
import { expressHandler } from './events/express.js';

const consumer = createConsumer({
  'com.shop.user.registered': ({ id, type, data }) => appendLine({ id, type, key: data.userId, mail: `welcome-${data.language ?? 'en'}` }),
});
serveFunction(expressHandler(consumer));
