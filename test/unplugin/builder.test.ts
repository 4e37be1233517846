import { readFileSync, writeFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createBuilder } from '../../src/unplugin/builder.ts';
import { seededApps } from './app.ts';

const apps = seededApps();

// Turns of the loop after which the lock is spoilt: somewhere in the middle of reading, generating or writing.
for (const turns of [0, 1, 2, 4, 8, 16, 32]) {
  test(`what is written ${turns} turns after a build began is in its outcome`, async () => {
    const folder = await apps.app();
    const lock = join(folder, 'sluice.lock');
    let isDone = false;
    const turn = createBuilder({ frozen: false }).build(folder);
    void turn.then(() => (isDone = true));
    for (let at = 0; at < turns; at += 1) await setImmediate();
    // A build that is over is followed by the watcher of the bundler.
    const isSpoilt = !isDone;
    if (isSpoilt) writeFileSync(lock, `${readFileSync(lock, 'utf8')}}`);
    expect((await turn).failure?.code).toBe(isSpoilt ? 'lock_invalid' : undefined);
  });
}
