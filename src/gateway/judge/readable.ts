import { Effort, MAX_EFFORT } from '../../core/effort.ts';
import { RegistryError } from '../../core/errors.ts';
import type { SnapshotVersion } from '../../core/resources.ts';
import type { Validation } from '../../formats/format.ts';
import type { TargetConfig } from '../config/config.ts';
import type { IncomingEvent } from '../event.ts';
import type { CatalogueSubject } from '../supply/catalogue.ts';
import { askVersion } from './judge.ts';
import { askSlowly, type SlowJudge } from './slow-judge.ts';

/**
 * The deliver rule: a target that says what it `reads` gets only what is valid under the newest live version of that
 * range, as written: undeclared members are never refused here, and under `tolerant` the reader is not opened yet.
 * Throws `target_version_missing` and `target_unreadable`, and `event_too_costly`; at once, or later where `slowJudge` is asked
 * since the loop would stand still.
 */
export function requireReadable(
  target: TargetConfig,
  subject: CatalogueSubject | undefined,
  event: IncomingEvent,
  slowJudge?: SlowJudge,
): Promise<void> | undefined {
  if (target.reads === undefined) return undefined;
  const version = subject?.resolve(target.reads.range);
  if (subject === undefined || version === undefined) {
    throw new RegistryError(
      'target_version_missing',
      `target ${target.name} reads ${target.reads.text}: expected a live version of ${JSON.stringify(event.type)} in that range; found none`,
      { data: { target: target.name, subject: event.type } },
    );
  }
  return requireValid(target, { subject, version, event }, slowJudge);
}

interface Reading {
  readonly subject: CatalogueSubject;
  readonly version: SnapshotVersion;
  readonly event: IncomingEvent;
}

const AS_WRITTEN = { undeclared: 'allow', showValues: false } as const;

function requireValid(target: TargetConfig, reading: Reading, slowJudge: SlowJudge | undefined): Promise<void> | undefined {
  const { subject, version, event } = reading;
  // Only `mode: observe` lets an event without data come so far; null is what its function would see.
  const data = event.data ?? null;
  const validation = askVersion(subject.validator(version, AS_WRITTEN), data, { effort: new Effort(MAX_EFFORT) });
  if (!(validation instanceof RegistryError)) return requirePassed(target, reading, validation);
  if (validation.code !== 'event_too_costly' || slowJudge === undefined) throw validation;
  return askSlowly(slowJudge, subject, { version, choice: AS_WRITTEN, data }).then((late) => requirePassed(target, reading, late));
}

function requirePassed(target: TargetConfig, { version, event }: Reading, { valid, findings }: Validation): undefined {
  if (valid) return;
  throw new RegistryError(
    'target_unreadable',
    `target ${target.name} reads ${target.reads?.text}, now ${event.type}@${version.version} (${version.semver}), under which the event is not valid`,
    { data: { target: target.name, subject: event.type, version: version.version, schemaId: version.id, findings } },
  );
}
