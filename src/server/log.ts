import { pino, type DestinationStream, type Logger } from 'pino';
import { RegistryError } from '../core/errors.ts';
import { serializeErrors } from './log-error.ts';

export type { DestinationStream as LogDestination, Logger } from 'pino';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** A logger of JSON lines, by default on standard error; standard output belongs to the ready line. Throws `usage_invalid`. */
export function createLogger(level: string, to?: DestinationStream): Logger {
  if (!LOG_LEVELS.some((known) => known === level)) {
    throw new RegistryError('usage_invalid', `SLUICE_LOG_LEVEL: expected ${LOG_LEVELS.join(', ')}; found ${JSON.stringify(level)}`);
  }
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: serializeErrors({ stacks: level === 'debug' || level === 'trace' }) },
  };
  // Synchronous: the last lines before an exit are the ones that matter.
  return pino(options, to ?? pino.destination({ fd: 2, sync: true }));
}
