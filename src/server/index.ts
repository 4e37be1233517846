export { runUntilSignal } from './lifetime.ts';
export { createLogger } from './log.ts';
export { startBoth } from './start-both.ts';
export { startGateway } from './start-gateway.ts';
export { startRegistry } from './start-registry.ts';
