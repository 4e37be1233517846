import { RegistryError } from '../../src/core/errors.ts';
import type { Reference } from '../../src/core/version.ts';
import type { Io } from '../io.ts';
import { readWhole, type PublishedFile } from './published-files.ts';

/**
 * The files in the order in which they can be published: after those of the project whose versions they refer to, and else as they were.
 * A circle, which no registry takes, is left as it is.
 */
export async function inPublishingOrder(io: Io, files: readonly PublishedFile[]): Promise<readonly PublishedFile[]> {
  const bySubject = new Map(files.map((file) => [file.subject, file]));
  const needed = new Map<PublishedFile, readonly PublishedFile[]>();
  for (const file of files) {
    const references = Object.keys(file.rule.references).length === 0 ? [] : await referencesOf(io, file);
    needed.set(
      file,
      references.flatMap(({ subject }) => bySubject.get(subject) ?? []),
    );
  }
  return afterWhatTheyNeed(files, (file) => needed.get(file) ?? []);
}

/** The same items, each after those that it needs, and else as they were; a circle is left as it is. */
export function afterWhatTheyNeed<Item>(items: readonly Item[], needs: (item: Item) => readonly Item[]): readonly Item[] {
  const ordered: Item[] = [];
  const seen = new Set<Item>();
  const visit = (item: Item): void => {
    if (seen.has(item)) return;
    seen.add(item);
    for (const other of needs(item)) visit(other);
    ordered.push(item);
  };
  for (const item of items) visit(item);
  return ordered;
}

/** With those of the files beside it. What is wrong with one of them is told where the file is judged. */
async function referencesOf(io: Io, file: PublishedFile): Promise<readonly Reference[]> {
  try {
    return (await readWhole(io, file)).references;
  } catch (thrown) {
    if (thrown instanceof RegistryError) return file.references;
    throw thrown;
  }
}
