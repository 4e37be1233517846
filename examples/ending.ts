import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const INTERRUPTED = 130;

/** Let SIGINT and SIGTERM end the process with 130, by way of its `exit` handlers, which a signal alone does not run. */
export function endOnSignals(): void {
  for (const signal of SIGNALS) process.on(signal, end);
}

/** Wait for such a signal, which then ends nothing. A second one does. */
export function interruption(): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      for (const signal of SIGNALS) process.off(signal, go).on(signal, end);
      resolve();
    };
    for (const signal of SIGNALS) process.off(signal, end).on(signal, go);
  });
}

function end(): void {
  process.exit(INTERRUPTED);
}

/** A new folder in the one for temporary files, which goes with the process. */
export function temporaryFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}
