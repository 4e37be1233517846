import { statSync, type BigIntStats } from 'node:fs';
import { resolve } from 'node:path';
import { RegistryError } from '../src/core/errors.ts';
import type { Io } from './io.ts';
import { isStream } from '../src/files/read-file.ts';

type World = Pick<Io, 'cwd' | 'stdin'>;

// Flags whose words name no file that is read.
const NO_INPUTS: ReadonlySet<string> = new Set(['output', 'also', 'format']);

/**
 * See that a command writes its report over no file that it is given to read, and no two reports into one file, before it does anything.
 * One file may have several names. Throws `usage_invalid`.
 */
export function expectOutputsApart(world: World, { args, opts }: { readonly args: readonly string[]; readonly opts: object }): void {
  const flags = Object.entries(opts).flatMap(([name, value]) => [value as unknown].flat().map((text) => ({ name, text })));
  const texts = flags.filter((flag): flag is { name: string; text: string } => typeof flag.text === 'string');
  const inputs = [...args, ...texts.filter(({ name }) => !NO_INPUTS.has(name)).map(({ text }) => text)];
  const destinations = texts
    .filter(({ name }) => name === 'output' || name === 'also')
    .map(({ name, text }) => ({ flag: `--${name} ${text}`, file: name === 'also' ? text.slice(text.indexOf('=') + 1) : text }));
  for (const [index, { flag, file }] of destinations.entries()) {
    const input = findSameFile(world, inputs, file);
    if (input !== undefined) throw overwrites(flag, `${input === '-' ? 'standard input' : input}, which the command reads`);
    const other = destinations
      .slice(0, index)
      .find((before) => findSameFile(world, [before.file], file) !== undefined || isSamePath(world, before.file, file));
    if (other !== undefined) throw overwrites(flag, `what ${other.flag} writes`);
  }
}

/** The error of a report that would go over something. */
export function overwrites(flag: string, what: string): RegistryError {
  return new RegistryError('usage_invalid', `${flag} would overwrite ${what}`, { data: { next: 'Name another file for the report.' } });
}

/** The first of many names that is of the same regular file as `file`. Where there is no such file yet, nothing else is looked at. */
export function findSameFile(world: World, names: Iterable<string>, file: string): string | undefined {
  const wanted = identityOf(world, file);
  if (wanted === undefined) return undefined;
  for (const name of names) {
    const found = identityOf(world, name);
    if (found?.dev === wanted.dev && found.ino === wanted.ino) return name;
  }
  return undefined;
}

function isSamePath({ cwd }: World, one: string, other: string): boolean {
  return resolve(cwd, one) === resolve(cwd, other) && !isStream(resolve(cwd, one));
}

function identityOf({ cwd, stdin }: World, name: string): BigIntStats | undefined {
  if (name === '-' && stdin !== process.stdin) return undefined;
  try {
    const found = statSync(name === '-' ? '/dev/stdin' : resolve(cwd, name), { bigint: true });
    return found.isFile() ? found : undefined; // A terminal may be read and written.
  } catch {
    return undefined; // Whatever reads it says what is wrong.
  }
}
