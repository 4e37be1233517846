import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Profile } from '../../../core/compatibility.ts';
import type { SubjectDetailResource, VersionResource } from '../../../core/resources.ts';
import { registry } from '../../app/session.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { Answered } from '../../kit/answered.tsx';
import { Notice } from '../../kit/notice.tsx';
import { align } from './align.ts';
import { Differences } from './differences.tsx';
import { Notes } from './notes.tsx';
import { versionLabel, type Comparison } from './question.ts';
import { SideBySide } from './side-by-side.tsx';
import { BothWays } from './both-ways.tsx';
import { visible } from '../../kit/visible.ts';

interface ComparedProps {
  readonly comparison: Comparison;
  readonly profile: Profile;
  readonly from: SubjectDetailResource;
  readonly to: SubjectDetailResource;
}

/** The verdict of both directions, then the structure, then the documents. */
export function Compared({ comparison, profile, from, to }: ComparedProps): JSX.Element {
  const older = useVersion(comparison.from);
  const newer = useVersion(comparison.to);
  return (
    <>
      <Notes comparison={comparison} from={from} to={to} />
      <BothWays comparison={comparison} profile={profile} />
      <Answered answer={older} what={`version ${comparison.from.version}`}>
        {(before) => (
          <Answered answer={newer} what={`version ${comparison.to.version}`}>
            {(after) => <Documents comparison={comparison} before={before} after={after} />}
          </Answered>
        )}
      </Answered>
    </>
  );
}

function useVersion({ subject, version }: Comparison['from']): ReturnType<typeof useAnswer<VersionResource>> {
  return useAnswer(`version ${subject} ${version}`, () => registry().getVersion(subject, version));
}

interface DocumentsProps {
  readonly comparison: Comparison;
  readonly before: VersionResource;
  readonly after: VersionResource;
}

function Documents({ comparison, before, after }: DocumentsProps): JSX.Element {
  const alignment = useMemo(() => align(before.schema, after.schema), [before.schema, after.schema]);
  const [older, newer] = [visible(versionLabel(comparison.from)), visible(versionLabel(comparison.to))];
  const isSame = alignment.differences.length === 0;
  return (
    <>
      {before.dialect !== after.dialect && (
        <Notice tone="unsure" title="They are written in two dialects">
          <p>
            {older} is {before.dialect}, {newer} is {after.dialect}: the same word may mean something else in each. The verdict above reads each by
            its own.
          </p>
        </Notice>
      )}
      {isSame ? (
        <Notice title="The two schemas are the same">
          <p>
            {before.fingerprint === after.fingerprint
              ? 'They have one fingerprint: whatever is valid under one is valid under the other.'
              : 'They differ in what they refer to, or in how they are read, not in their text.'}
          </p>
        </Notice>
      ) : (
        <Differences differences={alignment.differences} before={older} after={newer} />
      )}
      {!isSame && (
        <section class="stack">
          <h2>Side by side</h2>
          <SideBySide rows={alignment.rows} before={older} after={newer} />
        </section>
      )}
    </>
  );
}
