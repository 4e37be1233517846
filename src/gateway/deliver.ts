import { Effort } from '../core/effort.ts';
import { RegistryError } from '../core/errors.ts';
import type { SnapshotVersion } from '../core/resources.ts';
import type { CatalogueSubject } from './catalogue.ts';
import type { TargetConfig } from './config/config.ts';
import type { IncomingEvent } from './event.ts';
import { MAX_EFFORT } from './judge.ts';

/** The first target whose filter the event matches; undefined if none does. */
export function chooseTarget(targets: readonly TargetConfig[], { attributes }: IncomingEvent): TargetConfig | undefined {
  return targets.find(({ filter }) =>
    Object.entries(filter).every(([name, pattern]) => {
      const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
      return value !== undefined && matchesPattern(pattern, String(value));
    }),
  );
}

/** Whether `text` is `pattern`, in which `*` stands for any characters. Linear: pieces are found from left to right. */
export function matchesPattern(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return at <= text.length - last.length;
}

/**
 * The deliver rule: a target that says what it `reads` gets only what is valid under the newest live version of that
 * range, as written: undeclared members are never refused here, and under `tolerant` the reader is not opened yet.
 * Throws `target_version_missing` and `target_unreadable`.
 */
export function requireReadable(target: TargetConfig, subject: CatalogueSubject | undefined, event: IncomingEvent): void {
  if (target.reads === undefined) return;
  const version = subject?.resolve(target.reads.range);
  if (subject === undefined || version === undefined) {
    throw new RegistryError(
      'target_version_missing',
      `target ${target.name} reads ${target.reads.text}: expected a live version of ${JSON.stringify(event.type)} in that range; found none`,
      { data: { target: target.name, subject: event.type } },
    );
  }
  requireValid(target, { subject, version, event });
}

interface Reading {
  readonly subject: CatalogueSubject;
  readonly version: SnapshotVersion;
  readonly event: IncomingEvent;
}

function requireValid(target: TargetConfig, { subject, version, event }: Reading): void {
  // Only `mode: observe` lets an event without data come so far; null is what its function would see.
  const { valid, findings } = subject
    .validator(version, { undeclared: 'allow', showValues: false })
    .validate(event.data ?? null, { effort: new Effort(MAX_EFFORT) });
  if (valid) return;
  throw new RegistryError(
    'target_unreadable',
    `target ${target.name} reads ${target.reads?.text}, now ${event.type}@${version.version} (${version.semver}), under which the event is not valid`,
    { data: { target: target.name, subject: event.type, version: version.version, schemaId: version.id, findings } },
  );
}
