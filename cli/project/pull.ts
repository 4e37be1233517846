import { join } from 'node:path';
import { RegistryError } from '../../src/core/errors.ts';
import { fileReason } from '../../src/core/file-reason.ts';
import { EMPTY_LOCK, fingerprintsOf, LOCK_FILE, printLock, type Lock, type LockedGenerator } from '../../src/project/lock.ts';
import { lockChanges, type LockChange } from '../../src/project/lock-changes.ts';
import { connect } from '../connect.ts';
import type { RegistryFlags } from '../command.ts';
import type { Io } from '../io.ts';
import { replaceFile } from '../replace-file.ts';
import { Contents } from './contents.ts';
import { digestOfFiles, generatedFiles } from './generated-files.ts';
import { lockEvents, type Beyond } from './lock-events.ts';
import { currentGenerator, type Project } from './project.ts';
import { changeStore, compareStore, type StoreChanges } from './store.ts';
import { compareNames } from '../../src/core/text-order.ts';

/** What a pull does to the lock and the store, or would. */
export interface PullPlan {
  readonly events: readonly LockChange[];
  readonly store: StoreChanges;
  /** Whether the lock's text changes. */
  readonly lockChanges: boolean;
  readonly warnings: readonly string[];
  /** Of the events that were resolved anew: where the registry has a version that is newer than their ranges admit. */
  readonly beyond: readonly Beyond[];
  /** Carry it out: the store first, the lock last. */
  readonly apply: () => Promise<void>;
}

export interface PullOptions extends RegistryFlags {
  readonly isRenewed?: (subject: string) => boolean;
}

/**
 * Plan a pull: all that is needed is asked for and checked, and nothing is written. The registry is asked only about what the
 * lock and the store do not answer. Throws what the registry says, `range_unmet`, `vendored_invalid`, and what `generate` throws.
 */
export async function planPull(io: Io, project: Project, options: PullOptions): Promise<PullPlan> {
  const warnings: string[] = [];
  const beyond: Beyond[] = [];
  const client = once(() => connect(io, options, project.config.registry));
  const contents = new Contents(project, client);
  const { isRenewed = () => false } = options;
  const events = await lockEvents(project, {
    connect: client,
    contents,
    isRenewed,
    warn: (message) => warnings.push(message),
    onBeyond: (one) => beyond.push(one),
  });
  const texts = await contents.textsOf(fingerprintsOf(events));
  const generator = await lockGenerator(project, events, contents);
  const next: Lock = { events, ...(generator === undefined ? {} : { generator }) };
  const store = await compareStore(project, texts);
  const text = printLock(next);
  // A project that only publishes needs no lock.
  const changes = text !== printLock(project.lock ?? EMPTY_LOCK);
  const apply = async (): Promise<void> => {
    await guarded(project, async () => {
      await changeStore(project, texts, { added: store.added, removed: [] });
      if (changes) await replaceFile(join(project.folder, LOCK_FILE), text, { flush: true });
      await changeStore(project, texts, { added: [], removed: store.removed });
    });
  };
  return { events: lockChanges(project.lock, next), store, lockChanges: changes, warnings, beyond: beyond.toSorted(bySubject), apply };
}

function bySubject(a: Beyond, b: Beyond): number {
  return compareNames(a.subject, b.subject);
}

function once<Result>(make: () => Promise<Result>): () => Promise<Result> {
  let made: Promise<Result> | undefined;
  return () => (made ??= make());
}

async function lockGenerator({ config: { output } }: Project, events: Lock['events'], contents: Contents): Promise<LockedGenerator | undefined> {
  if (output === undefined || Object.keys(events).length === 0) return undefined;
  const files = await generatedFiles(events, output, contents.load);
  return { ...currentGenerator(output), outputDigest: digestOfFiles(events, files) };
}

async function guarded(project: Project, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    const file = project.label('.');
    throw new RegistryError('file_unreadable', `cannot write to ${file}: ${fileReason(cause)}`, { cause, data: { file } });
  }
}
