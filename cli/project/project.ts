import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RegistryError } from '../../src/core/errors.ts';
import { fileReason } from '../../src/core/file-reason.ts';
import { CONFIG_FILE, parseProjectConfig, type ConfigSource, type OutputConfig, type ProjectConfig } from '../../src/project/config.ts';
import { optionsDigest } from '../../src/project/digests.ts';
import { misfitsOf, type CurrentGenerator, type Misfit } from '../../src/project/fits.ts';
import { LOCK_FILE, parseLock, type Lock } from '../../src/project/lock.ts';
import { GENERATOR_VERSION } from '../../src/codegen/emit/header.ts';
import { decodeSource } from '../io.ts';
import { readRegularSync } from '../../src/files/read-file.ts';
import { labelOf } from './find-projects.ts';

/** A folder with a `sluice.config.json`: what it says, and what is locked. */
export interface Project {
  /** Absolute. */
  readonly folder: string;
  readonly config: ProjectConfig;
  /** Absent: nothing was pulled yet. */
  readonly lock?: Lock;
  /** Where the lock does not fit the configuration. */
  readonly misfits: readonly Misfit[];
  /** How messages call a file of this project: relative to where the command runs, with `/`. */
  label(path: string): string;
}

/** Read a project. Throws `file_unreadable`, `config_invalid` or `lock_invalid`. */
export async function openProject(folder: string, cwd: string): Promise<Project> {
  const label = (path: string): string => labelOf(cwd, join(folder, path));
  const source = readSource(folder, label(CONFIG_FILE));
  const config = parseProjectConfig(source);
  const lock = existsSync(join(folder, LOCK_FILE))
    ? parseLock({ file: label(LOCK_FILE), text: readText(join(folder, LOCK_FILE), label(LOCK_FILE)) })
    : undefined;
  const misfits = misfitsOf(config, lock, config.output && currentGenerator(config.output));
  if (misfits.some(isOfRanges)) {
    const { checkRanges } = await import('../../src/project/check-ranges.ts');
    checkRanges(source);
  }
  return { folder, config, misfits, label, ...(lock === undefined ? {} : { lock }) };
}

/** The configuration alone, for what needs no lock. Throws `file_unreadable` or `config_invalid`. */
export function readProjectConfig(folder: string, cwd: string): ProjectConfig {
  return parseProjectConfig(readSource(folder, labelOf(cwd, join(folder, CONFIG_FILE))));
}

function readSource(folder: string, file: string): ConfigSource {
  return { file, text: readConfig(join(folder, CONFIG_FILE), file) };
}

function isOfRanges({ kind }: Misfit): boolean {
  return kind === 'no_lock' || kind === 'not_locked' || kind === 'range';
}

export function currentGenerator(output: OutputConfig): CurrentGenerator {
  return { version: GENERATOR_VERSION, optionsDigest: optionsDigest(output) };
}

// At once, since nothing else could be done meanwhile: a command without changes is over sooner.
function readText(path: string, label: string): string {
  try {
    return decodeSource(readRegularSync(path), label);
  } catch (cause) {
    if (cause instanceof RegistryError) throw cause;
    throw new RegistryError('file_unreadable', `cannot read ${label}: ${fileReason(cause)}`, { cause, data: { file: label } });
  }
}

function readConfig(path: string, label: string): string {
  try {
    return readText(path, label);
  } catch (thrown) {
    if (!(thrown instanceof RegistryError) || thrown.code !== 'not_utf8') throw thrown;
    throw new RegistryError('config_invalid', thrown.message, { cause: thrown, data: thrown.data });
  }
}
