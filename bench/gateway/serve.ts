// One variant in this process; the parent asks for its port, and for the processor time that it has used.
import type { AddressInfo } from 'node:net';
import { messageOf, type MessageName } from './message.ts';
import { VARIANTS } from './variants.ts';

const [variant, message, target] = process.argv.slice(2) as [string, MessageName, string];
const server = await VARIANTS[variant]?.(messageOf(message), target);
if (server === undefined) throw new Error(`no variant ${variant}`);
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('message', () => process.send?.({ cpu: process.cpuUsage(), rssMb: process.memoryUsage.rss() / 2 ** 20 }));
// So that `node --cpu-prof` writes what it has.
process.once('SIGINT', () => process.exit());
