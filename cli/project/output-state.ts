import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isGenerated } from '../../src/codegen/emit/header.ts';
import type { OutputConfig } from '../../src/project/config.ts';
import { outputDigest, sha256, type FileDigest } from '../../src/project/digests.ts';
import { asWritten } from '../generated-text.ts';
import { isLeftover } from '../replace-file.ts';
import type { Project } from './project.ts';

/** Of the files in the output folder that carry our header, how many there are, and whether they are those of the lock. Generates nothing. */
export interface OutputState {
  readonly fits: boolean;
  readonly files: readonly string[];
}

/** Read without waiting, file by file: the whole answer is a few milliseconds, and a command without changes is over. */
export function readOutputState({ folder, lock }: Project, output: OutputConfig): OutputState {
  const files = digestsIn(join(folder, output.dir));
  const names = files.map(({ path }) => path);
  if (lock?.generator === undefined) return { fits: false, files: names };
  return { fits: outputDigest(lock.events, files) === lock.generator.outputDigest, files: names };
}

function digestsIn(folder: string): readonly FileDigest[] {
  const names = namesIn(folder).filter((name) => /\.(ts|js)$/.test(name) || isLeftover(name));
  return names.toSorted().flatMap((name) => {
    const text = asWritten(readFileSync(join(folder, name), 'utf8'));
    return isGenerated(text) ? [{ path: name, digest: sha256(text) }] : [];
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
  } catch {
    return []; // Not there yet; whoever writes will say what is wrong with it.
  }
}
