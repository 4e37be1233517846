import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SubjectDetailResource, VersionHeadResource } from '../../../core/resources.ts';
import type { VersionState } from '../../../core/version.ts';
import { Notice } from '../../kit/notice.tsx';
import { Table } from '../../kit/table.tsx';
import { visibleProse } from '../../kit/visible-text.ts';
import { lastSeenOf, useLastSeen } from './last-seen.ts';
import { StateDialog } from './state-dialog.tsx';
import { VersionRow } from './version-row.tsx';

interface VersionsTabProps {
  readonly detail: SubjectDetailResource;
  /** The number of the version that the page shows. */
  readonly shown: number;
  readonly mayWrite: boolean;
  readonly done: (text: string) => void;
}

const AT_ONCE = 50;

/** All versions, the newest first: what each changed, who registered it and why, and what may be done with it. */
export function VersionsTab({ detail, shown, mayWrite, done }: VersionsTabProps): JSX.Element {
  const [most, setMost] = useState(AT_ONCE);
  const [asked, setAsked] = useState<{ readonly version: VersionHeadResource; readonly state: VersionState }>();
  const seen = useLastSeen(detail.subject);
  const versions = detail.versions.toReversed();
  const drawn = versions.slice(0, most);
  return (
    <div class="stack">
      {seen.problems.length > 0 && (
        <Notice tone="unsure" title="Not every gateway says when it saw these versions last">
          {seen.problems.map((problem) => (
            <p key={problem}>{visibleProse(problem)}</p>
          ))}
        </Notice>
      )}
      <Table
        label="Versions"
        caption="Versions, the newest first"
        columns={['Version', 'Change', 'State', 'Registered', ...(seen.isKnown ? ['Last seen at a gate'] : []), 'Actions']}
        class="versions"
        isCards
      >
        {drawn.map((version, at) => (
          <VersionRow
            key={version.version}
            version={version}
            before={versions[at + 1]}
            isLatest={version.version === detail.latest}
            isShown={version.version === shown}
            seen={seen.isKnown ? lastSeenOf(seen, version.version) : undefined}
            mayWrite={mayWrite}
            ask={(state) => setAsked({ version, state })}
          />
        ))}
      </Table>
      {versions.length > drawn.length && (
        <div>
          <button type="button" class="button" onClick={() => setMost(most + 4 * AT_ONCE)}>
            Show older versions ({(versions.length - drawn.length).toLocaleString('en')})
          </button>
        </div>
      )}
      {asked !== undefined && (
        <StateDialog
          detail={detail}
          {...asked}
          onClose={() => setAsked(undefined)}
          onDone={(text) => {
            setAsked(undefined);
            done(text);
          }}
        />
      )}
    </div>
  );
}
