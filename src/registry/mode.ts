import { RegistryError } from '../core/errors.ts';
import type { Mode } from '../core/mode.ts';
import type { ModeRequest, ModeResource } from '../core/resources.ts';
import { startOf } from '../core/subject.ts';
import type { Configs, ModeRecord, Store, SubjectHistory } from '../storage/store.ts';
import { auditEntry } from './audit.ts';
import type { Context } from './context.ts';
import { expectEpoch } from './expect-epoch.ts';
import type { WriteContext } from './registry.ts';
import { readScopeName, readWrittenName } from './scope-name.ts';
import { scopesOf } from './scopes.ts';
import { untilCommitted } from './until-committed.ts';

const PAGE = 100;

/** The mode in force: READONLY_OVERRIDE of the registry before all, then the narrowest that was set, else READWRITE. */
function effectiveMode(configs: Pick<Configs, 'modes'>, name: string): Mode {
  return modeInForce(configs, name)?.mode ?? 'READWRITE';
}

/** The record of it; undefined where nothing was set that bears on the name. */
function modeInForce({ modes }: Pick<Configs, 'modes'>, name: string): ModeRecord | undefined {
  const found = scopesOf(modes, name);
  const registry = found.at(-1);
  return registry?.name === '' && registry.mode === 'READONLY_OVERRIDE' ? registry : found[0];
}

/** What somebody is about to write to a subject. */
export type Writing = 'register' | 'import' | 'change';

/** Throws `mode_forbids` unless the mode of the subject allows it; deletions and states are changes. */
export function requireMode(configs: Configs, subject: string, writing: Writing): void {
  const set = modeInForce(configs, subject);
  const mode = set?.mode ?? 'READWRITE';
  const allowed: Readonly<Record<Mode, readonly Writing[]>> = {
    READWRITE: ['register', 'change'],
    IMPORT: ['import', 'change'],
    READONLY: [],
    READONLY_OVERRIDE: [],
  };
  if (allowed[mode].includes(writing)) return;
  const { why, wanted, before = '' } = mode === 'IMPORT' ? UNDER_IMPORT : REASONS[writing];
  const where = set === undefined || set.name === subject ? '' : set.name === '' ? ', set for the registry' : `, set for ${JSON.stringify(set.name)}`;
  throw new RegistryError(
    'mode_forbids',
    `subject ${JSON.stringify(subject)} is in mode ${mode}${where}, ${why}; ${before}${adviceOn(set, subject, wanted)}`,
    {
      data: { subject, mode, ...(set === undefined ? {} : { setAt: set.name }) },
    },
  );
}

/** A narrower mode goes before a wider one, but not before READONLY_OVERRIDE of the registry. */
function adviceOn(set: ModeRecord | undefined, subject: string, wanted: Mode): string {
  if (set === undefined || set.name === subject) return `set its mode to ${wanted} first`;
  const there = set.name === '' ? 'the registry' : JSON.stringify(set.name);
  return set.name === '' && set.mode === 'READONLY_OVERRIDE'
    ? `it goes before what is set for the subject: set another mode for ${there} first`
    : `set the mode of ${there}, or of the subject alone, to ${wanted} first`;
}

interface Reason {
  readonly why: string;
  readonly wanted: Mode;
  /** What to do rather than to change the mode. */
  readonly before?: string;
}

// A version that comes between takes an id that the import needs, which then never ends.
const UNDER_IMPORT: Reason = {
  why: 'which takes no new versions but those that bring the id that they had elsewhere',
  wanted: 'READWRITE',
  before: 'an import is under way or was cut, and the same `sluice import` again finishes it (with --give-up it ends); if there is none, ',
};

const REASONS: Readonly<Record<Writing, Reason>> = {
  register: { why: 'which takes no new versions', wanted: 'READWRITE' },
  import: { why: 'and only IMPORT takes versions with their ids and numbers', wanted: 'IMPORT' },
  change: { why: 'which allows no change', wanted: 'READWRITE' },
};

export async function getMode(context: Context, name: string): Promise<ModeResource> {
  return presentMode(await context.store.readConfigs(), readScopeName(name));
}

export async function putMode(context: Context, name: string, { mode, force = false }: ModeRequest, write: WriteContext): Promise<ModeResource> {
  return writeMode(context, await readWrittenName(context, name, write), write, async (own) => {
    if (mode === 'IMPORT' && own !== 'IMPORT' && !force) await requireEmpty(context, name);
    return mode;
  });
}

export async function deleteMode(context: Context, name: string, write: WriteContext): Promise<ModeResource> {
  return writeMode(context, readScopeName(name), write, async (own) => {
    if (own !== undefined) return undefined;
    throw new RegistryError('mode_not_found', `no mode was set for ${name === '' ? 'the registry' : JSON.stringify(name)}`);
  });
}

// Ids and numbers of an import could be taken by what is there.
async function requireEmpty(context: Context, name: string): Promise<void> {
  const { store } = context;
  const start = startOf(name);
  const first = start === undefined ? withVersions(await store.readSubject(name)) : await firstWithVersions(store, start);
  if (first === undefined) return;
  const message = `mode IMPORT: there are versions already, of ${JSON.stringify(first.subject.subject)}; delete them permanently, or say force`;
  throw new RegistryError('mode_forbids', message, { data: { subject: first.subject.subject } });
}

async function firstWithVersions(store: Store, prefix: string): Promise<SubjectHistory | undefined> {
  for (let after: string | undefined; ;) {
    const page = await store.listSubjects({ prefix, limit: PAGE, ...(after === undefined ? {} : { after }) });
    const found = page.find((history) => withVersions(history) !== undefined);
    if (found !== undefined || page.length < PAGE) return found;
    after = page.at(-1)?.subject.subject;
  }
}

// A subject whose versions were deleted for good keeps its record, so that numbers are never given twice.
function withVersions(history: SubjectHistory | undefined): SubjectHistory | undefined {
  return history !== undefined && history.versions.length > 0 ? history : undefined;
}

async function writeMode(
  context: Context,
  name: string,
  write: WriteContext,
  decide: (own: Mode | undefined) => Promise<Mode | undefined>,
): Promise<ModeResource> {
  return untilCommitted('the settings', async () => {
    const configs = await context.store.readConfigs();
    const before = configs.modes.find((record) => record.name === name);
    const epoch = epochOf(before);
    expectEpoch(write, epoch);
    const mode = await decide(before?.mode);
    const after = mode === undefined ? undefined : { name, mode, epoch: epoch + 1 };
    const modes = [...configs.modes.filter((record) => record.name !== name), ...(after === undefined ? [] : [after])];
    const answer = presentMode({ modes }, name);
    if (write.dryRun === true) return answer;
    const committed = await context.store.commit({
      expect: [{ kind: 'configs', epoch: configs.epoch }],
      ...(after === undefined ? { removeMode: name } : { mode: after }),
      audit: () => [auditEntry(context, write, { action: after === undefined ? 'mode.delete' : 'mode.put', name, before, after })],
      changes: () => [
        {
          type: after === undefined ? 'io.sluice.mode.deleted' : 'io.sluice.mode.updated',
          name,
          time: context.timestamp(),
          data: { name, mode: answer.mode, updatedBy: write.actor },
        },
      ],
    });
    return committed.kind === 'committed' ? answer : 'conflict';
  });
}

/** @internal 0: nothing was set. */
export function epochOf(record: ModeRecord | undefined): number {
  return record === undefined ? 0 : (record.epoch ?? 1);
}

function presentMode(configs: Pick<Configs, 'modes'>, name: string): ModeResource {
  const own = configs.modes.find((record) => record.name === name);
  return { name, mode: effectiveMode(configs, name), own: own?.mode ?? null, epoch: epochOf(own) };
}
