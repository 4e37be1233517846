export { runUntilSignal } from './lifetime.ts';
export { createLogger } from './log.ts';
export { startRegistry } from './start-registry.ts';
