import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Problem } from '../../../kit/notice.tsx';
import type { AuditFilter } from './filter.ts';
import { readLog } from './read-log.ts';

/** All that the filter lets through, oldest first, one entry a line. To leave the page ends it. */
export function DownloadLog({ filter }: { readonly filter: AuditFilter }): JSX.Element {
  const [bytes, setBytes] = useState<number>();
  const [problem, setProblem] = useState<unknown>();
  const [leaving] = useState(() => new AbortController());
  useEffect(() => () => leaving.abort(), []);
  const download = async (): Promise<void> => {
    setBytes(0);
    setProblem(undefined);
    try {
      save(await readLog(filter, { signal: leaving.signal, onBytes: setBytes }), 'audit-log.ndjson');
    } catch (thrown) {
      setProblem(thrown);
    }
    setBytes(undefined);
  };
  return (
    <div class="row">
      <button type="button" class="button" disabled={bytes !== undefined} onClick={() => void download()}>
        {bytes === undefined ? 'Download as NDJSON' : `Reading: ${Math.round(bytes / 1_024)} KiB`}
      </button>
      {problem !== undefined && <Problem problem={problem} />}
    </div>
  );
}

function save(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of it by the next turn.
  setTimeout(() => URL.revokeObjectURL(url));
}
