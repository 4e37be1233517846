import type { Io } from '../io.ts';
import { countSchemasBeside } from './directory-history.ts';
import { countShallowCommits } from './git-history.ts';
import type { HistorySource } from './source.ts';

/** What an audit of this source leaves out though a person may think that it was judged; a sentence for each. */
export async function readWarnings(io: Io, source: HistorySource): Promise<readonly string[]> {
  switch (source.kind) {
    case 'directory':
      return besideWarnings(await countSchemasBeside(io, source.folder));
    case 'git':
      return shallowWarnings(await countShallowCommits(io, source.path));
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

function shallowWarnings(commits: number | undefined): readonly string[] {
  if (commits === undefined) return [];
  const found = commits === 1 ? '1 commit' : `${commits} commits`;
  return [`the clone is shallow: only what is in it (${found}) was judged; fetch the rest with git fetch --unshallow`];
}
