import type { JSX } from 'preact';
import type { SubjectDetailResource, VersionHeadResource } from '../../../core/resources.ts';
import { StateBadge } from '../../kit/badge.tsx';
import { Notice } from '../../kit/notice.tsx';
import { visibleName, visibleProse } from '../../kit/visible-text.ts';
import { versionLabel, type Comparison, type VersionName } from './question.ts';

interface NotesProps {
  readonly comparison: Comparison;
  readonly from: SubjectDetailResource;
  readonly to: SubjectDetailResource;
}

/** What one should know of the two versions before reading on: that one is out of use, that they are one, that they are of two lines. */
export function Notes({ comparison, from, to }: NotesProps): JSX.Element | null {
  const [older, newer] = [headOf(comparison.from, from), headOf(comparison.to, to)];
  const isOne = versionLabel(comparison.from) === versionLabel(comparison.to);
  const outOfUse = [older, ...(isOne ? [] : [newer])].filter((head): head is VersionHeadResource => head !== undefined && head.state !== 'active');
  const isOtherLine = older !== undefined && newer !== undefined && older.subject === newer.subject && older.line !== newer.line;
  return (
    <>
      {isOne && (
        <Notice title="Both sides are one version">
          <p>Choose another one on either side.</p>
        </Notice>
      )}
      {outOfUse.map((head) => (
        <Notice
          key={versionLabel(head)}
          tone="unsure"
          title={
            <>
              <bdi>{visibleName(versionLabel(head))}</bdi> is <StateBadge state={head.state} />
            </>
          }
        >
          <p>{stateSentence(head)}</p>
        </Notice>
      ))}
      {isOtherLine && (
        <Notice title="They are of two lines">
          <p>
            The newer one began a line, or is in one that did, beside that of the older: a registration does not compare them. The verdict here is
            what it would say.
          </p>
        </Notice>
      )}
    </>
  );
}

function headOf({ version }: VersionName, detail: SubjectDetailResource): VersionHeadResource | undefined {
  return detail.versions.find((head) => head.version === version);
}

function stateSentence({ state, stateReason, successor, sunset }: VersionHeadResource): string {
  const parts = [
    state === 'retired' ? 'Gates take no event under it, and a registration is not compared with it.' : 'It is still in use, and compared with.',
    ...(stateReason === undefined ? [] : [`Reason: ${visibleProse(stateReason)}.`]),
    ...(successor === undefined ? [] : [`Use version ${successor}.`]),
    ...(sunset === undefined ? [] : [`Until ${sunset}.`]),
  ];
  return parts.join(' ');
}
