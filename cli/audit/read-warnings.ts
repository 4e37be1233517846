import type { Io } from '../io.ts';
import { countSchemasBeside } from './directory-history.ts';
import type { HistorySource } from './source.ts';

/** What an audit of this source leaves out though a person may think that it was judged; a sentence for each. */
export async function readWarnings(io: Io, source: HistorySource): Promise<readonly string[]> {
  switch (source.kind) {
    case 'directory':
      return besideWarnings(await countSchemasBeside(io, source.folder));
    case 'git':
    case 'registry':
      return [];
  }
}

function besideWarnings(count: number): readonly string[] {
  if (count === 0) return [];
  const left =
    count === 1
      ? '1 schema file lies beside the release folders and was not judged'
      : `${count} schema files lie beside the release folders and were not judged`;
  return [`${left}; give a folder whose subfolders are the releases`];
}
