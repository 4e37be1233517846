import type { ImportItem } from './plan-confluent.ts';
import type { WireRegistry } from './read-confluent.ts';
import { listed } from './sluice-source.ts';
import type { Wire } from './wire.ts';

/** What no request could have brought over, or that there was nothing to bring. */
export function sourceNotes({ versions }: WireRegistry): readonly string[] {
  return [
    ...(versions.length === 0 ? ['the source has no versions; is it the registry that you mean, and may this key read its subjects?'] : []),
    'settings and aliases of subjects without versions do not come: this wire has no list of them',
  ];
}

/** What to do about an id or a number that is taken. */
export function takenNotes(items: readonly ImportItem[], { url }: Pick<Wire, 'url'>): readonly string[] {
  const isTaken = items.some(({ step }) => step.kind === 'differs' && step.wayOut === undefined);
  const contexts = [...new Set(items.flatMap(({ step }) => (step.kind === 'differs' && step.wayOut !== undefined ? [step.wayOut] : [])))].toSorted();
  return [
    ...(isTaken
      ? [
          'an id or a number that was given to another schema here is never free again, not even after a deletion for good, and in no context: import into a new registry',
        ]
      : []),
    ...(contexts.length === 0
      ? []
      : [
          `these contexts cannot share a registry, since they have the same ids for other schemas: import each into one of its own, ${contexts
            .map((context) => `\`sluice import confluent ${url}/contexts/${encodeURIComponent(context)} --to …\``)
            .join(', ')}`,
        ]),
  ];
}

/** What a plan cannot know: whether the schema that had an id before is the one that comes. */
export function goneNotes(items: readonly ImportItem[]): readonly string[] {
  const ids = items.flatMap(({ source, step }) => (step.kind === 'import' && step.isIdGone === true ? [String(source.id)] : []));
  const unique = [...new Set(ids)];
  return unique.length === 0
    ? []
    : [
        `${listed(unique, 'id')}: the target gave it before and deleted its schema for good; the same schema gets it again, another one will be left out`,
      ];
}

/** What an import leaves as it is, and what a registry that was compared with its source has too much. */
export function surplusNotes(names: readonly string[]): readonly string[] {
  return names.length === 0
    ? []
    : [
        `${listed(names, 'version')} of these subjects: at the target and not at the source, where it was deleted for good or never was; left as it is`,
      ];
}

/** Of subjects that an import left in mode IMPORT. */
export function leftOpenNotes(names: readonly string[]): readonly string[] {
  return names.length === 0
    ? []
    : [
        `${listed(names, 'subject')}: in mode IMPORT at the target, from an import that did not end, and closed to publishers; the same command with --give-up sets the modes back`,
      ];
}
