// The function that wakes somebody up when a cold room gets warm.
import { appendLine, serveFunction } from '../../platform/src/function.js';
import { createConsumer } from './events/index.js';
import { expressHandler } from './events/express.js';

const WARM_CELSIUS = 8;

const consumer = createConsumer({
  'com.shop.sensor.reading': ({ id, type, data: { sensor, celsius } }) => appendLine({ id, type, key: sensor, alert: celsius > WARM_CELSIUS }),
});
serveFunction(expressHandler(consumer));
