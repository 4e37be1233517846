const NO_SOCKETS = `import net from 'node:net';import dns from 'node:dns';import dgram from 'node:dgram';import{syncBuiltinESMExports as sync}from'node:module';
const no=()=>process.exit(99);net.Socket.prototype.connect=no;net.Server.prototype.listen=no;dns.lookup=no;dgram.createSocket=no;sync();`;
/** Environment of a Node that ends with 99 when anything connects, listens or looks up a name. */
export const WITHOUT_SOCKETS: Readonly<Record<string, string>> = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(NO_SOCKETS)}` };
