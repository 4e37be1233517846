import type { FolderChanges } from '../generated-folder.ts';

/** What was done to the output folder, or would be. */
export function generatedText(folder: string, changes: FolderChanges, { writes }: { readonly writes: boolean }): string {
  const rows = [
    ...changes.created.map((path) => `  + ${path}`),
    ...changes.changed.map((path) => `  ~ ${path}`),
    ...changes.deleted.map((path) => `  - ${path}`),
  ];
  if (rows.length === 0) return `${folder}: ${changes.unchanged.length} files, up to date`;
  const counts = `${changes.created.length} created, ${changes.changed.length} changed, ${changes.deleted.length} deleted, ${changes.unchanged.length} unchanged`;
  return [`${folder}: ${writes ? '' : 'would be '}${counts}`, ...rows].join('\n');
}
