import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ENGINE_VERSION } from '../../src/containment/index.ts';
import { roomText, type DiskRoom } from '../../src/core/disk-room.ts';
import { readDiskRoom } from '../../src/server/stores/read-disk-room.ts';
import { inspectStore, type SqliteFacts } from '../../src/server/stores/stored-file.ts';
import { lookAtPlace } from '../../src/server/stores/store-place.ts';
import { fail, ok, warn, type Diagnosis } from './diagnosis.ts';

const MIB = 1_024 ** 2;
const [WAL_WARN_BYTES, DISK_FAIL_BYTES] = [64 * MIB, 64 * MIB];
const CLOCK_WARN_MS = 60_000;

/** The file of a store: whether it is whole, who may read it, and whether there is room for more. */
export async function lookAtStore(file: string, now: number): Promise<readonly Diagnosis[]> {
  const place = await lookAtPlace(file, 'read');
  switch (place.kind) {
    case 'absent':
    case 'no_folder':
      return [
        warn('store', `there is none at ${file}`, '`sluice serve` makes one; or name another with --store or --dir'),
        ...(await disk(dirname(file))),
      ];
    case 'denied':
      return [fail('store', place.message, place.remedy)];
    case 'folder':
      return [fail('store', `${file} is a folder, and a store is a file`, `name the file with --store, such as sqlite:${file}/registry.sqlite`)];
    case 'file':
      return lookAtFile(file, now);
  }
}

async function lookAtFile(file: string, now: number): Promise<readonly Diagnosis[]> {
  const facts = await inspectStore(file);
  if (!facts.isOurs) return [fail('store', `${file} is a database of another program`, 'name another one with --store or --dir')];
  return [
    ...wholeness(file, facts),
    ...restoring(facts),
    await wal(file),
    ...(await permissions(file)),
    ...(await disk(dirname(file))),
    engines(facts),
    newest(facts, now),
    settings(facts),
  ];
}

/** @internal */
export function wholeness(file: string, { format, known, damages, orphans }: SqliteFacts): Diagnosis[] {
  const restore = 'stop the registry and restore a backup (docs/operations.md)';
  return [
    format > known
      ? fail('store', `${file} has format ${format}; this program knows ${known}`, 'upgrade sluice')
      : format < known
        ? warn('store', `${file} has the earlier format ${format}`, 'back it up; `sluice serve` brings it up to date when it opens it')
        : ok('store', `${file} opens, format ${format}`),
    damages.length === 0 ? ok('integrity', 'the file is whole') : fail('integrity', damagesText(damages), restore),
    orphans === 0 ? ok('foreign keys', 'every row belongs to another') : fail('foreign keys', `${orphans} rows belong to nothing`, restore),
  ];
}

const MAX_DAMAGES = 3;

// The first ones say what is wrong; SQLite stops counting at ten, each of which may be a list.
function damagesText(damages: readonly string[]): string {
  const shown = damages.slice(0, MAX_DAMAGES).map((damage) => (damage.length > 200 ? `${damage.slice(0, 200)}…` : damage));
  return `${shown.join('; ')}${damages.length > MAX_DAMAGES ? '; and more' : ''}`;
}

/** @internal Said where there is something to say. */
export function restoring({ isRestoring }: Pick<SqliteFacts, 'isRestoring'>): Diagnosis[] {
  return isRestoring
    ? [fail('restore', 'a restore was begun and is not at its end; no registry starts on this store', 'run the same `sluice restore` again')]
    : [];
}

async function wal(file: string): Promise<Diagnosis> {
  const size = (await stat(`${file}-wal`).catch(() => undefined))?.size ?? 0;
  const text = `${Math.ceil(size / MIB)} MiB`;
  if (size <= WAL_WARN_BYTES) return ok('wal', text);
  return warn('wal', `${text}: some process has not finished reading for long`, 'end processes that hold the file open; it shrinks by itself then');
}

async function permissions(file: string): Promise<Diagnosis[]> {
  const [folder, itself] = [await modeOf(dirname(file)), await modeOf(file)];
  const found = access({ path: dirname(file), mode: '700', bits: folder });
  // What lies in a folder that others do not enter is out of their reach, whatever its own mode.
  return (folder & 0o001) === 0 ? [found] : [found, access({ path: file, mode: '600', bits: itself })];
}

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

/** @internal The file has hashes of keys, and whoever changes it changes contracts. */
export function access({ path, mode, bits }: { readonly path: string; readonly mode: string; readonly bits: number }): Diagnosis {
  const shown = `${path} has mode ${bits.toString(8)}`;
  if ((bits & 0o002) !== 0) return fail('permissions', `${shown}: anybody may change it`, `chmod ${mode} ${path}`);
  if ((bits & 0o004) !== 0) return warn('permissions', `${shown}: anybody on this machine may read it`, `chmod ${mode} ${path}`);
  return ok('permissions', shown);
}

async function disk(folder: string): Promise<Diagnosis[]> {
  const found = await readDiskRoom(folder);
  return found === undefined ? [] : [room(folder, found)];
}

/** @internal */
export function room(folder: string, { freeBytes, isNearlyFull }: DiskRoom): Diagnosis {
  const shown = `${roomText(freeBytes)} at ${folder}`;
  if (freeBytes < DISK_FAIL_BYTES) return fail('disk', shown, 'make room: a full disk refuses every write');
  return isNearlyFull ? warn('disk', shown, 'make room before it is full') : ok('disk', shown);
}

/** @internal */
export function engines({ verdicts }: Pick<SqliteFacts, 'verdicts'>): Diagnosis {
  const older = verdicts.filter(({ engine }) => engine !== ENGINE_VERSION);
  const count = older.reduce((sum, one) => sum + one.count, 0);
  if (count === 0) return ok('verdicts', `all by engine ${ENGINE_VERSION}`);
  return warn(
    'verdicts',
    `${count} by another engine than ${ENGINE_VERSION}; they are asked anew when they are needed`,
    '`sluice audit --replay URL` says whether any would differ',
  );
}

/** @internal */
export function newest({ newestAt }: Pick<SqliteFacts, 'newestAt'>, now: number): Diagnosis {
  if (newestAt === undefined) return ok('clock', 'no version to compare it with');
  const aheadMs = Date.parse(newestAt) - now;
  if (aheadMs <= CLOCK_WARN_MS) return ok('clock', `the newest version is of ${newestAt}`);
  return warn(
    'clock',
    `the newest version is of ${newestAt}, ${Math.round(aheadMs / 1_000)} s from now`,
    'set the clock of this machine, or of the one that wrote it',
  );
}

const MAX_SHOWN = 10;

/** @internal A setting may be made before the first version; more often its name is misspelt. */
export function settings({ idleSettings }: Pick<SqliteFacts, 'idleSettings'>): Diagnosis {
  const check = 'settings';
  const count = idleSettings.length;
  if (count === 0) return ok(check, 'every configuration and mode is for a subject that is there');
  const shown = idleSettings.slice(0, MAX_SHOWN).map((name) => JSON.stringify(name));
  return warn(
    check,
    `no subject is meant by what is set for ${shown.join(', ')}${count > MAX_SHOWN ? ` and ${count - MAX_SHOWN} more` : ''}`,
    'fine if the first version is still to come; else check the spelling, and remove it with `sluice config NAME --unset` or `sluice mode NAME --unset`',
  );
}
