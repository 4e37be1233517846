import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Profile, Side } from '../../../core/compatibility.ts';
import type { JsonValue } from '../../../core/json/value.ts';
import type { DiffResource, SubjectDetailResource, VersionResource } from '../../../core/resources.ts';
import { useVersion } from '../../data/use-version.ts';
import { Answered } from '../../kit/answered.tsx';
import { Notice } from '../../kit/notice.tsx';
import { visibleName } from '../../kit/visible-text.ts';
import { align } from './align.ts';
import { BothWays } from './both-ways.tsx';
import { Changes } from './changes.tsx';
import { Notes } from './notes.tsx';
import { versionLabel, type Comparison } from './question.ts';
import { SideBySide } from './side-by-side.tsx';
import { useDiff } from './use-diff.ts';

interface ComparedProps {
  readonly comparison: Comparison;
  /** Default: the one in force. */
  readonly profile: Profile | undefined;
  readonly from: SubjectDetailResource;
  readonly to: SubjectDetailResource;
}

/** The verdict of both directions, then the structure, then the documents. */
export function Compared({ comparison, profile, from, to }: ComparedProps): JSX.Element {
  const { answer, fixes } = useDiff(comparison, profile);
  const [older, newer] = [useVersion(comparison.from.subject, comparison.from.version), useVersion(comparison.to.subject, comparison.to.version)];
  return (
    <>
      <Notes comparison={comparison} from={from} to={to} />
      <Answered answer={older} what="the older schema">
        {(before) => (
          <Answered answer={newer} what="the newer schema">
            {(after) => (
              <Answered answer={answer} what="the verdict">
                {(diff) => (
                  <>
                    <BothWays diff={diff} fixes={fixes} schemaOf={(side) => schemaOf(side, [before, after])} />
                    <Documents diff={diff} comparison={comparison} before={before} after={after} />
                  </>
                )}
              </Answered>
            )}
          </Answered>
        )}
      </Answered>
    </>
  );
}

function schemaOf(side: Side, versions: readonly VersionResource[]): JsonValue | undefined {
  return versions.find(({ subject, version }) => subject === side.subject && version === side.version)?.schema;
}

interface DocumentsProps {
  readonly diff: DiffResource;
  readonly comparison: Comparison;
  readonly before: VersionResource;
  readonly after: VersionResource;
}

function Documents({ diff, comparison, before, after }: DocumentsProps): JSX.Element {
  const [older, newer] = [visibleName(versionLabel(comparison.from)), visibleName(versionLabel(comparison.to))];
  return (
    <>
      {before.dialect !== after.dialect && (
        <Notice tone="unsure" title="They are written in two dialects">
          <p>
            <bdi>{older}</bdi> is {before.dialect}, <bdi>{newer}</bdi> is {after.dialect}: the same word may mean something else in each. The verdict
            above reads each by its own.
          </p>
        </Notice>
      )}
      {diff.changes.length === 0 ? (
        <Notice title="The two schemas are the same">
          <p>
            {before.fingerprint === after.fingerprint
              ? 'They have one fingerprint: whatever is valid under one is valid under the other.'
              : 'They differ in what they refer to, or in how they are read, not in their text.'}
          </p>
        </Notice>
      ) : (
        <>
          <Changes changes={diff.changes} more={diff.more ?? 0} before={older} after={newer} />
          <Beside before={before} after={after} older={older} newer={newer} />
        </>
      )}
    </>
  );
}

interface BesideProps {
  readonly before: VersionResource;
  readonly after: VersionResource;
  readonly older: string;
  readonly newer: string;
}

function Beside({ before, after, older, newer }: BesideProps): JSX.Element {
  const rows = useMemo(() => align(before.schema, after.schema), [before.schema, after.schema]);
  return (
    <section class="stack">
      <h2>Side by side</h2>
      <SideBySide rows={rows} before={older} after={newer} />
    </section>
  );
}
