import type { ProjectConfig } from './config.ts';
import { lockedEvent, type Lock } from './lock.ts';

/** A place where a lock says something else than the configuration. */
export interface Misfit {
  readonly kind: 'no_lock' | 'not_locked' | 'not_wanted' | 'range' | 'generator' | 'options';
  readonly subject?: string;
  readonly message: string;
}

/** The ranges that a project asks of an event. */
export interface Wanted {
  readonly produces?: string;
  readonly consumes?: string;
}

/** What a project produces or consumes, by subject, sorted. */
export function wantedEvents({ produces, consumes }: Pick<ProjectConfig, 'produces' | 'consumes'>): ReadonlyMap<string, Wanted> {
  const subjects = [...new Set([...Object.keys(produces), ...Object.keys(consumes)])].toSorted();
  const pick = (ranges: Readonly<Record<string, string>>, subject: string, name: keyof Wanted): Wanted =>
    Object.hasOwn(ranges, subject) ? { [name]: ranges[subject] } : {};
  return new Map(subjects.map((subject) => [subject, { ...pick(produces, subject, 'produces'), ...pick(consumes, subject, 'consumes') }]));
}

/** What the generator would be asked for now. */
export interface CurrentGenerator {
  readonly version: string;
  readonly optionsDigest: string;
}

/** Where the lock does not fit the configuration; asks nobody. Empty: it fits. `lock` undefined: there is none. */
export function misfitsOf(config: ProjectConfig, lock: Lock | undefined, generator: CurrentGenerator | undefined): readonly Misfit[] {
  const wanted = wantedEvents(config);
  if (lock === undefined) return wanted.size === 0 ? [] : [{ kind: 'no_lock', message: 'there is no sluice.lock yet' }];
  const missing = [...wanted].flatMap(([subject, ranges]) => misfitOfEvent(subject, ranges, lock));
  const left = Object.keys(lock.events).filter((subject) => !wanted.has(subject));
  return [
    ...missing,
    ...left.map(
      (subject) => ({ kind: 'not_wanted', subject, message: `${named(subject)} is locked and neither produced nor consumed any more` }) as const,
    ),
    ...(generator === undefined || wanted.size === 0 ? [] : generatorMisfits(generator, lock)),
  ];
}

function misfitOfEvent(subject: string, wanted: Wanted, lock: Lock): readonly Misfit[] {
  const locked = lockedEvent(lock, subject);
  if (locked === undefined) return [{ kind: 'not_locked', subject, message: `${named(subject)} is not locked` }];
  return (['produces', 'consumes'] as const)
    .filter((role) => locked[role] !== wanted[role])
    .map((role) => ({
      kind: 'range',
      subject,
      message: `${named(subject)} was locked for ${role} ${said(locked[role])}, and the configuration says ${said(wanted[role])}`,
    }));
}

// A lock may be anybody's: what steers a terminal is not written to it.
function named(subject: string): string {
  return /^[!-~]+$/.test(subject)
    ? subject
    : JSON.stringify(subject).replace(/[^ -~]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

function said(range: string | undefined): string {
  return range === undefined ? 'nothing' : JSON.stringify(range);
}

function generatorMisfits({ version, optionsDigest }: CurrentGenerator, { generator }: Lock): readonly Misfit[] {
  if (generator === undefined) return [{ kind: 'generator', message: 'the lock does not say what the generated files were made by' }];
  if (generator.version !== version) {
    return [{ kind: 'generator', message: `the lock is of generator ${generator.version}, and this is generator ${version}` }];
  }
  return generator.optionsDigest === optionsDigest ? [] : [{ kind: 'options', message: '"output" was changed since the lock was written' }];
}
