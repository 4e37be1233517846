import { RegistryError } from '../core/errors.ts';
import type { IncomingEvent } from './binding/incoming-event.ts';
import type { CatalogueSubject } from './catalogue.ts';
import type { TargetConfig } from './config.ts';

/** The first target whose filter the event matches; undefined if none does. */
export function chooseTarget(targets: readonly TargetConfig[], { attributes }: IncomingEvent): TargetConfig | undefined {
  return targets.find(({ filter }) => Object.entries(filter).every(([name, pattern]) => matches(pattern, attributes[name])));
}

function matches(pattern: string, value: string | number | boolean | undefined): boolean {
  return value !== undefined && matchesPattern(pattern, String(value));
}

/** Whether `text` is `pattern`, in which `*` stands for any characters. Linear: pieces are found from left to right. */
export function matchesPattern(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return text === pattern;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
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
 * range, judged as written and never with undeclared members refused. Throws `target_version_missing` and
 * `target_unreadable`.
 */
export function expectReadable(target: TargetConfig, subject: CatalogueSubject, event: IncomingEvent): void {
  if (target.reads === undefined) return;
  const version = subject.resolve(target.reads);
  if (version === undefined) {
    throw new RegistryError(
      'target_version_missing',
      `target ${target.name} reads ${target.readsText}; no live version of ${JSON.stringify(event.type)} is that`,
    );
  }
  const { valid, findings } = subject.validator(version, { undeclared: 'allow' }).validate(event.data ?? null);
  if (!valid) {
    throw new RegistryError(
      'target_unreadable',
      `the event is not valid under version ${version.version} (${version.semver}), which target ${target.name} reads`,
      {
        data: { subject: event.type, version: version.version, schemaId: version.id, findings },
      },
    );
  }
}
