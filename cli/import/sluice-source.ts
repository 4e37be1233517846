import { pathOf } from '../../src/client/transport.ts';
import type { Client } from '../../src/client/client.ts';
import { CONFLUENT_DEFAULTS, type Compatibility } from '../../src/core/compatibility.ts';
import type { JsonObject } from '../../src/core/json/value.ts';
import type { SubjectDetailResource } from '../../src/core/resources.ts';
import type { VersionState } from '../../src/core/version.ts';
import { mapInOrder } from '../map-in-order.ts';
import { counted } from '../report/counted.ts';
import type { WireSettings } from './read-confluent.ts';
import type { Wire } from './wire.ts';

const REQUESTS_AT_ONCE = 8;
const NAMES_SHOWN = 5;

type Rules = Pick<Compatibility, 'level' | 'profile' | 'formats'>;

/** What a Sluice says of a subject on its own API. Undefined for a registry of another kind, and for a subject that has no live and no retired version. */
export type NativeSubject = Pick<SubjectDetailResource, 'subject' | 'level' | 'profile' | 'formats' | 'versions'>;

/** The subjects as a Sluice tells of them; undefined where the source is none. One request for each subject. Only reads. */
export async function readNativeSubjects(wire: Wire, subjects: readonly string[]): Promise<readonly NativeSubject[] | undefined> {
  if (!(await isSluice(wire))) return undefined;
  const found: NativeSubject[] = [];
  const work = async (subject: string): Promise<NativeSubject | undefined> =>
    (await wire.find(pathOf`/api/v1/subjects/${subject}`)) as NativeSubject | undefined;
  for await (const subject of mapInOrder(subjects, { width: REQUESTS_AT_ONCE, work })) if (subject !== undefined) found.push(subject);
  return found;
}

// Others answer 404 there, or something that is no JSON, or ask for another key: none of that is a Sluice that tells of itself.
async function isSluice(wire: Wire): Promise<boolean> {
  const answer = (await wire.find('/api/v1/config').catch(() => undefined)) as JsonObject | undefined;
  return typeof answer?.['level'] === 'string' && typeof answer['profile'] === 'string';
}

export interface Arrival {
  readonly client: Client;
  /** What comes along by Confluent's wire. */
  readonly settings: readonly WireSettings[];
  /** Nothing is written yet, so what will be in force is told in advance. */
  readonly isPlan: boolean;
}

/** What becomes of a Sluice that is read by Confluent's wire, which has no words for it; a note for each loss. */
export async function describeLosses(subjects: readonly NativeSubject[], arrival: Arrival): Promise<readonly string[]> {
  const notes = [
    ...(await ruleLosses(subjects, arrival)),
    ...stateLosses(subjects, 'retired', 'deleted at the target, and `sluice activate` brings none back there'),
    ...stateLosses(subjects, 'deprecated', 'active at the target'),
  ];
  const summary =
    'the source is a Sluice, of which this wire says only a part: states, reasons, owners, labels and who wrote what stay behind, and change kinds are computed anew; between two Sluices use `sluice dump` and `sluice restore`, or `sluice promote`';
  return subjects.length === 0 ? [] : [summary, ...notes];
}

async function ruleLosses(subjects: readonly NativeSubject[], arrival: Arrival): Promise<readonly string[]> {
  const groups = new Map<string, string[]>();
  const work = async (subject: NativeSubject): Promise<readonly [string, string]> => {
    const rules = await rulesThere(subject.subject, arrival);
    const verb = arrival.isPlan ? 'would be' : 'now';
    return [subject.subject, textOf(subject) === textOf(rules) ? '' : `${textOf(subject)} at the source and ${verb} ${textOf(rules)} at the target`];
  };
  for await (const [subject, change] of mapInOrder(subjects, { width: REQUESTS_AT_ONCE, work })) {
    if (change !== '') groups.set(change, [...(groups.get(change) ?? []), subject]);
  }
  return [...groups].map(([change, names]) => `${listed(names, 'subject')}: ${change}; \`sluice config\` sets it there`);
}

async function rulesThere(subject: string, { client, settings, isPlan }: Arrival): Promise<Rules> {
  const there = await client.getConfig(subject);
  if (!isPlan) return there;
  const context = /^:\.[^:]*:/.exec(subject)?.[0] ?? '';
  const comingTo = (name: string): Partial<Rules> => wireRules(settings.find((setting) => setting.name === name)?.config ?? {});
  const [own, around, whole] = [comingTo(subject), context === '' ? {} : comingTo(context), comingTo('')];
  const isThere = await isKnown(client, subject);
  const ruleOf = <Field extends keyof Rules>(field: Field): Rules[Field] => {
    if (there.sources[field] === subject) return there[field];
    if (own[field] !== undefined) return own[field];
    const source = there.sources[field];
    // What is set there for a context or the registry stays; a prefix is narrower than either.
    if (source !== null && source !== '') return there[field];
    if (around[field] !== undefined) return around[field];
    if (source === '') return there[field];
    // The level that a registry has anyway is not set.
    if (whole.level !== CONFLUENT_DEFAULTS.level && whole[field] !== undefined) return whole[field];
    return isThere ? there[field] : CONFLUENT_DEFAULTS[field];
  };
  return { level: ruleOf('level'), profile: ruleOf('profile'), formats: ruleOf('formats') };
}

function wireRules({ compatibilityLevel, compatibilityPolicy }: JsonObject): Partial<Rules> {
  return {
    ...(typeof compatibilityLevel === 'string' ? { level: compatibilityLevel as Rules['level'] } : {}),
    ...(typeof compatibilityPolicy === 'string' ? { profile: compatibilityPolicy === 'LENIENT' ? 'declared' : 'strict' } : {}),
  };
}

async function isKnown(client: Client, subject: string): Promise<boolean> {
  return (await client.listSubjects({ prefix: subject, limit: 1 })).items.some((item) => item.subject === subject);
}

function textOf({ level, profile, formats }: Rules): string {
  return `${level} × ${profile}${formats === CONFLUENT_DEFAULTS.formats ? '' : ` × ${formats}`}`;
}

function stateLosses(subjects: readonly NativeSubject[], state: VersionState, what: string): readonly string[] {
  const names = subjects.flatMap(({ versions }) => versions.filter((one) => one.state === state).map((one) => `${one.subject}@${one.version}`));
  return names.length === 0 ? [] : [`${listed(names, `${state} version`)}: ${what}`];
}

/** `2 subjects (a, b)`; of many the first few. */
export function listed(names: readonly string[], noun: string): string {
  const more = names.length - NAMES_SHOWN;
  return `${counted(names.length, noun)} (${names.slice(0, NAMES_SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''})`;
}
