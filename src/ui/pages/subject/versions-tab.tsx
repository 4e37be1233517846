import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SubjectDetailResource, VersionHeadResource } from '../../../core/resources.ts';
import type { VersionState } from '../../../core/version.ts';
import { Notice } from '../../kit/notice.tsx';
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

/**
 * All versions, the newest first: what each changed, who registered it and why, and what may be done with it. The roles are said
 * again since a narrow window shows the cells as a list, which would take their meaning away.
 */
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
      <div class="table-scroll">
        <table role="table" class="table versions">
          <caption class="hidden-text">Versions, the newest first</caption>
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader" scope="col">
                Version
              </th>
              <th role="columnheader" scope="col">
                Change
              </th>
              <th role="columnheader" scope="col">
                State
              </th>
              <th role="columnheader" scope="col">
                Registered
              </th>
              {seen.isKnown && (
                <th role="columnheader" scope="col">
                  Last seen at a gate
                </th>
              )}
              <th role="columnheader" scope="col">
                Actions
              </th>
            </tr>
          </thead>
          <tbody role="rowgroup">
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
          </tbody>
        </table>
      </div>
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
