import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Check, Profile } from '../../../core/compatibility.ts';
import type { JsonValue } from '../../../core/json/value.ts';
import type { FixResource } from '../../../core/resources.ts';
import { registry } from '../../app/session.ts';
import { CheckCard } from '../../checks/check-card.tsx';
import { useAnswer } from '../../data/use-answer.ts';
import { Problem } from '../../kit/notice.tsx';
import { applyPatch } from './apply-patch.ts';
import { textOfSchema, type Candidate } from './candidate.ts';

interface MendableCheckProps {
  readonly check: Check;
  readonly profile: Profile;
  readonly candidate: Candidate;
  readonly schema: JsonValue | undefined;
  /** Gets the text of the mended schema. */
  readonly onMend: (text: string) => void;
}

/** A check of the schema in the editor, with a fix on demand: to look for one keeps the engine busy for a while. */
export function MendableCheck({ check, profile, candidate, schema, onMend }: MendableCheckProps): JSX.Element {
  const stored = storedSide(check);
  const direction = check.writer.version === undefined ? 'forward' : 'backward';
  // What was found belongs to the text that it was looked for.
  const question = JSON.stringify([stored, direction, profile, candidate]);
  const [wanted, setWanted] = useState<string>();
  const isWanted = stored !== undefined && wanted === question;
  const search = useAnswer(isWanted ? `fix ${question}` : undefined, async () => {
    if (stored === undefined) throw new Error('nothing to compare with');
    return { fix: (await registry().diff({ from: stored, to: candidate, profile }))[direction].fix };
  });
  const apply = (fix: FixResource): void => {
    const mended = schema === undefined ? undefined : applyPatch(schema, fix.patch);
    if (mended !== undefined) onMend(textOfSchema(mended));
  };
  const fix = search.value === undefined && search.isPending ? 'looking' : search.value?.fix;
  return (
    <CheckCard check={check} profile={profile} schemaOf={({ version }) => (version === undefined ? schema : undefined)} fix={fix} applyFix={apply}>
      {check.verdict.kind === 'not_contained' && stored !== undefined && !isWanted && (
        <div class="row">
          <button type="button" class="button" onClick={() => setWanted(question)}>
            Look for a fix
          </button>
        </div>
      )}
      {search.value !== undefined && search.value.fix === undefined && (
        <p class="small" role="status">
          No short fix was found.
        </p>
      )}
      {search.problem !== undefined && <Problem problem={search.problem} retry={search.reload} />}
    </CheckCard>
  );
}

/** The side that is a version: the other one is the schema in the editor. */
function storedSide({ writer, reader }: Check): { readonly subject: string; readonly version: number } | undefined {
  for (const { subject, version } of [writer, reader]) if (subject !== undefined && version !== undefined) return { subject, version };
  return undefined;
}
