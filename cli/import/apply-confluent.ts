import { pathOf } from '../../src/client/transport.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { JsonObject } from '../../src/core/json/value.ts';
import { readModeBefore } from './mode-before.ts';
import type { ImportTarget } from './sides.ts';
import { withBlocking, type ImportItem } from './plan-confluent.ts';
import type { WireSettings } from './read-confluent.ts';
import type { Wire } from './wire.ts';

/** The target has another schema by this id, or had one by this number. */
const TAKEN = 42207;

export interface Imported {
  readonly items: readonly ImportItem[];
  /** What of the settings could not be taken over, in words. */
  readonly notes: readonly string[];
}

/**
 * Carry out a plan: versions with their ids and numbers in mode IMPORT, then the soft deletions, then levels and modes, where the target
 * has none of its own. Whatever was done before is found again, so an interrupted import goes on.
 */
export async function applyImport(
  target: ImportTarget,
  { items, settings }: { readonly items: readonly ImportItem[]; readonly settings: readonly WireSettings[] },
  onDone: (done: number) => void,
): Promise<Imported> {
  const { wire, client } = target;
  const open: OpenSubjects = new Map();
  const done: ImportItem[] = [];
  const missing = new Set<string>();
  for (const planned of items) {
    const item = withBlocking(planned, missing);
    done.push(item.step.kind === 'import' ? withBlocking(await importItem(target, item, open), missing) : item);
    onDone(done.length);
  }
  // Referrers first: what is referred to cannot be deleted.
  for (const { source, step } of done.toReversed()) {
    const isPresent = step.kind === 'import' || step.kind === 'delete';
    if (!isPresent || !source.deleted) continue;
    await openSubject(target, source.subject, open);
    await must(wire, 'DELETE', pathOf`/subjects/${source.subject}/versions/${source.version}`);
  }
  const present = new Set(
    done.filter(({ step }) => step.kind === 'import' || step.kind === 'delete' || step.kind === 'there').map(({ source }) => source.subject),
  );
  const notes: string[] = [];
  const global = await client.getConfig('');
  for (const setting of settings) {
    if (setting.name === '') notes.push(...(await takeGlobal(wire, setting, global.own.length > 0 ? global.level : undefined)));
    else if (present.has(setting.name) || /^:\.[^:]*:$/.test(setting.name)) notes.push(...(await takeSettings(target, setting, open)));
  }
  // Those of which nothing came: they are left as they were found.
  for (const [subject, before] of open) if (!present.has(subject)) await closeSubject(wire, subject, before);
  return { items: done, notes };
}

/** The subjects that were set to IMPORT, with the mode that each had of its own before. */
type OpenSubjects = Map<string, string | undefined>;

async function importItem(target: ImportTarget, item: ImportItem, open: OpenSubjects): Promise<ImportItem> {
  const { subject, deleted: _deleted, ...body } = item.source;
  const { wire } = target;
  await openSubject(target, subject, open);
  const answer = await wire.send('POST', pathOf`/subjects/${subject}/versions`, { ...body, schemaType: 'JSON' });
  return answer.kind === 'ok' ? item : { ...item, step: { kind: answer.code === TAKEN ? 'differs' : 'refused', why: answer.message } };
}

// Forced, since the versions that are there were compared: they are those of the source.
async function openSubject({ wire, client }: ImportTarget, subject: string, open: OpenSubjects): Promise<void> {
  if (open.has(subject)) return;
  const own = await readMode(wire, subject);
  if (own !== 'IMPORT') await putMode(wire, subject, 'IMPORT');
  open.set(subject, own === 'IMPORT' ? await readModeBefore(client, subject) : own);
}

async function closeSubject(wire: Wire, subject: string, before: string | undefined): Promise<void> {
  if (before === undefined) await must(wire, 'DELETE', pathOf`/mode/${subject}`);
  else await putMode(wire, subject, before);
}

async function putMode(wire: Wire, name: string, mode: string): Promise<void> {
  await must(wire, 'PUT', `${pathOf`/mode/${name}`}?force=true`, { mode });
}

async function readMode(wire: Wire, name: string): Promise<string | undefined> {
  return ((await wire.find(pathOf`/mode/${name}`)) as { readonly mode: string } | undefined)?.mode;
}

async function must(wire: Wire, method: string, path: string, body?: object): Promise<void> {
  const answer = await wire.send(method, path, body);
  // Deleted by an earlier run.
  if (answer.kind === 'ok' || (method === 'DELETE' && answer.status === 404)) return;
  throw new RegistryError('registry_unavailable', `${wire.url} answered ${answer.status} to ${method} ${path}: ${answer.message}`);
}

async function takeGlobal(wire: Wire, { config, mode }: WireSettings, there: string | undefined): Promise<string[]> {
  const level = config === undefined ? 'BACKWARD' : levelOf(config);
  const notes = mode === undefined || mode === 'READWRITE' ? [] : [`the mode of the whole registry is ${mode} at the source; it was not taken over`];
  if (level === 'BACKWARD' || level === there) return notes;
  if (there !== undefined)
    return [...notes, `the level of the whole registry is ${level} at the source and ${there} at the target; it was left as it is`];
  return [...notes, ...(await putConfig(wire, '/config', config ?? {}, 'the registry'))];
}

async function takeSettings(target: ImportTarget, { name, config, mode }: WireSettings, open: OpenSubjects): Promise<string[]> {
  const { wire } = target;
  const notes: string[] = [];
  if (config !== undefined) {
    const there = (await wire.find(pathOf`/config/${name}`)) as JsonObject | undefined;
    const differs = there !== undefined && levelOf(there) !== levelOf(config);
    if (differs) notes.push(`the level of ${name} is ${levelOf(config)} at the source and ${levelOf(there)} at the target; it was left as it is`);
    else if (there === undefined) notes.push(...(await putConfig(wire, pathOf`/config/${name}`, config, name)));
  }
  return [...notes, ...(await takeMode(target, { name, mode }, open))];
}

/** The mode that the target had of its own stays, and one without takes that of the source. */
async function takeMode(
  { wire, client }: ImportTarget,
  { name, mode }: { name: string; mode: string | undefined },
  open: OpenSubjects,
): Promise<string[]> {
  const there = await readMode(wire, name);
  const own = there !== 'IMPORT' ? there : open.has(name) ? open.get(name) : await readModeBefore(client, name);
  const wanted = own ?? mode;
  if (there !== wanted) await closeSubject(wire, name, wanted);
  return own === undefined || own === mode
    ? []
    : [`the mode of ${name} is ${mode ?? 'not set'} at the source and ${own} at the target; it was left as it is`];
}

function levelOf({ compatibilityLevel }: JsonObject): string {
  return typeof compatibilityLevel === 'string' ? compatibilityLevel : 'BACKWARD';
}

/** Written by other names than it is read. */
async function putConfig(wire: Wire, path: string, config: JsonObject, name: string): Promise<string[]> {
  const { compatibilityLevel, ...others } = config;
  const answer = await wire.send('PUT', path, { ...(compatibilityLevel === undefined ? {} : { compatibility: compatibilityLevel }), ...others });
  return answer.kind === 'ok' ? [] : [`the configuration of ${name} was not taken: ${answer.message}`];
}
