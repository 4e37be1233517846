import type { Client } from '../../src/client/client.ts';
import type { ChangeKind, Check } from '../../src/core/compatibility.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { RegisterRequest, RegisterResource, SubjectDetailResource, VersionHeadResource } from '../../src/core/resources.ts';
import type { Reference } from '../../src/core/version.ts';
import { findSubject } from '../find-subject.ts';
import type { Consent } from '../consent-flags.ts';
import { checksOf, isRefusal } from '../refusal.ts';
import type { Sides } from './sides.ts';
import type { SourceVersion } from './select.ts';
import { isNews } from './subject-words.ts';

/** What promoting a version comes to at the target. */
export type Step =
  /** `describes`: the target says nothing of its subject yet, as after an interrupt, and what the source says comes with it. */
  | { readonly kind: 'existing'; readonly version: number; readonly semver?: string; readonly describes?: true }
  /** There, and taken out of use: promoting it does not bring it back. */
  | { readonly kind: 'retired'; readonly version: number }
  /** `semver`: what it gets there; absent where that is not known yet. */
  | { readonly kind: 'new'; readonly semver?: string }
  | { readonly kind: 'next'; readonly semver?: string; readonly changeKind: ChangeKind | null; readonly checks: readonly Check[] }
  /** Checked when its turn comes: an earlier version of its subject goes before it. */
  | { readonly kind: 'after'; readonly earlier: number }
  | {
      readonly kind: 'refused';
      readonly code: 'incompatible' | 'undecided';
      readonly message: string;
      readonly checks: readonly Check[];
      /** What the target asks for of the subject, which may be more than the source does. */
      readonly rules?: Pick<SubjectDetailResource, 'level' | 'profile'>;
    }
  /** What it refers to, as it is named at the source, does not go through. */
  | { readonly kind: 'blocked'; readonly by: string };

export interface PlanItem {
  readonly source: SourceVersion;
  readonly step: Step;
  /** A later version of the same subject at the source that the target has live: this one becomes the latest there. */
  readonly olderThan?: number;
}

/** Ask the target what each version would come to, in their order; nothing is written. */
export async function planPromotion({ from, to }: Sides, sources: readonly SourceVersion[], consent: Consent): Promise<readonly PlanItem[]> {
  const target = createTarget(to);
  const items: PlanItem[] = [];
  for (const source of sources) {
    const step = await planStep({ from, to }, { source, target, consent, before: items });
    const olderThan = step.kind === 'next' || step.kind === 'after' ? await laterThere(target, source) : undefined;
    items.push({ source, step, ...(olderThan === undefined ? {} : { olderThan }) });
  }
  return items;
}

/** The last version of its subject at the source that comes after this one and is live at the target. */
async function laterThere(target: Target, { version, subject }: SourceVersion): Promise<number | undefined> {
  const there = (await target.subject(version.subject))?.versions ?? [];
  const live = new Set(there.filter(({ state }) => state !== 'retired').map(({ fingerprint }) => fingerprint));
  const later = subject.versions.filter((one) => one.version > version.version && live.has(one.fingerprint));
  return later.length === 0 ? undefined : Math.max(...later.map((one) => one.version));
}

/** The subjects of the target, each read once. */
export interface Target {
  readonly subject: (name: string) => Promise<SubjectDetailResource | undefined>;
  readonly forget: (name: string) => void;
  /** The same content, wherever it stands there: live ones first, then the newest. */
  readonly find: (name: string, fingerprint: string) => Promise<VersionHeadResource | undefined>;
}

export function createTarget(client: Client): Target {
  const known = new Map<string, Promise<SubjectDetailResource | undefined>>();
  const subject = (name: string): Promise<SubjectDetailResource | undefined> => {
    const reading = known.get(name) ?? findSubject(client, name);
    known.set(name, reading);
    return reading;
  };
  return {
    subject,
    forget: (name) => void known.delete(name),
    async find(name, fingerprint) {
      const same = ((await subject(name))?.versions ?? []).filter((version) => version.fingerprint === fingerprint);
      return same.findLast(({ state }) => state !== 'retired') ?? same.at(-1);
    },
  };
}

interface Question {
  readonly source: SourceVersion;
  readonly target: Target;
  readonly consent: Consent;
  readonly before: readonly PlanItem[];
}

async function planStep(sides: Sides, question: Question): Promise<Step> {
  const { source, target, before } = question;
  const { subject, fingerprint } = source.version;
  const there = await target.find(subject, fingerprint);
  if (there?.state === 'retired') return { kind: 'retired', version: there.version };
  if (there !== undefined) {
    const isFirst = before.every((item) => item.source.version.subject !== subject || item.step.kind !== 'existing');
    const describes = isFirst && isNews(source, await target.subject(subject));
    return { kind: 'existing', version: there.version, semver: there.semver, ...(describes ? { describes } : {}) };
  }
  const blocking = findBlocking(source, before);
  if (blocking !== undefined) return { kind: 'blocked', by: blocking };
  const earlier = before.findLast((item) => item.source.version.subject === subject && !isSettled(item));
  if (earlier !== undefined) return { kind: 'after', earlier: earlier.source.version.version };
  return judge(sides, question);
}

/** The one of its references that does not go through; undefined where all do. */
export function findBlocking({ version }: SourceVersion, items: readonly PlanItem[]): string | undefined {
  const names = new Set(items.filter(isRefused).map((item) => nameOf(item.source)));
  return version.references.map(({ subject, version: number }) => `${subject}@${number}`).find((name) => names.has(name));
}

async function judge({ from, to }: Sides, { source, target, consent }: Question): Promise<Step> {
  const { version } = source;
  const references = await placeReferences(target, source, from);
  const isNew = (await target.subject(version.subject)) === undefined;
  if (references !== undefined) {
    return withRules(target, version.subject, async () => {
      const answer = await registerAs(to, source, { ...requestOf(source, references), ...consent, dryRun: true });
      return isNew
        ? { kind: 'new', semver: answer.semver }
        : { kind: 'next', semver: answer.semver, changeKind: answer.changeKind, checks: answer.checks };
    });
  }
  // What it refers to is not there yet, so it is asked about as one document.
  if (isNew) return { kind: 'new' };
  const bundle = await from.getVersion(version.subject, version.version, { bundle: true });
  const { compatible, checks, level } = await to.compat({ schema: bundle.schema, ...dialectOf(bundle), against: { subject: version.subject } });
  const isBroken = checks.some(({ verdict }) => verdict.kind === 'not_contained');
  // As a registration has it: leave to break covers a doubt, and no other way round.
  const consented = isBroken ? consent.allowBreaking : (consent.overrideUndecided ?? consent.allowBreaking);
  if (compatible || consented !== undefined) return { kind: 'next', changeKind: null, checks };
  return { kind: 'refused', code: isBroken ? 'incompatible' : 'undecided', message: `it does not hold at the level ${level} of the subject`, checks };
}

/**
 * With the semver that it has at the source, so that ranges mean the same there; where that would promise what is not proved at the target, with the one that the
 * target counts by itself.
 */
export async function registerAs(to: Client, { version: { subject, semver } }: SourceVersion, request: RegisterRequest): Promise<RegisterResource> {
  try {
    return await to.register(subject, { ...request, semver });
  } catch (thrown) {
    if (!(thrown instanceof RegistryError) || thrown.code !== 'semver_conflict') throw thrown;
    return to.register(subject, request);
  }
}

/** The same as `ask` gives; a refusal is an answer, with the rules of the subject at the target. */
export async function withRules<T>(target: Target, subject: string, ask: () => Promise<T>): Promise<T | Extract<Step, { readonly kind: 'refused' }>> {
  const outcome = await outcomeOf(ask);
  if (!isRefusedOutcome(outcome)) return outcome;
  const there = await target.subject(subject);
  return there === undefined ? outcome : { ...outcome, rules: { level: there.level, profile: there.profile } };
}

function isRefusedOutcome(outcome: unknown): outcome is Extract<Step, { readonly kind: 'refused' }> {
  return (outcome as { readonly kind?: unknown }).kind === 'refused';
}

async function outcomeOf<T>(ask: () => Promise<T>): Promise<T | Extract<Step, { readonly kind: 'refused' }>> {
  try {
    return await ask();
  } catch (thrown) {
    if (!isRefusal(thrown)) throw thrown;
    return { kind: 'refused', code: thrown.code, message: thrown.message, checks: checksOf(thrown) };
  }
}

/** What travels with a version: its document, its dialect and its labels. */
export function requestOf({ version }: SourceVersion, references: readonly Reference[]): RegisterRequest {
  const { schema, format, labels } = version;
  return { schema, format, ...dialectOf(version), references, labels };
}

function dialectOf({ dialect }: Pick<VersionHeadResource, 'dialect'>): Pick<RegisterRequest, 'dialect'> {
  return dialect === undefined ? {} : { dialect };
}

/** The references of a version at the target, found by fingerprint; undefined where one is not there. */
export async function placeReferences(target: Target, { version }: SourceVersion, from: Client): Promise<readonly Reference[] | undefined> {
  const placed: Reference[] = [];
  for (const { name, subject, version: number } of version.references) {
    const { fingerprint } = await from.getVersion(subject, number);
    const there = await target.find(subject, fingerprint);
    if (there === undefined) return undefined;
    placed.push({ name, subject, version: there.version });
  }
  return placed;
}

/** Whether nothing is left to do for it, or nothing can be done. */
function isSettled(item: PlanItem): boolean {
  return item.step.kind === 'existing' || isRefused(item);
}

/** Whether a version does not go through. One that is retired at the target is there, but not to be used. */
export function isRefused({ step }: PlanItem): boolean {
  return step.kind === 'refused' || step.kind === 'blocked' || step.kind === 'retired';
}

/** `SUBJECT@N` at the source. */
export function nameOf({ version }: Pick<SourceVersion, 'version'>): string {
  return `${version.subject}@${version.version}`;
}
