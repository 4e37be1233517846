import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Check, Profile } from '../../../core/compatibility.ts';
import type { JsonValue } from '../../../core/json/value.ts';
import type { FixResource } from '../../../core/resources.ts';
import { registry } from '../../app/session.ts';
import { CheckCard } from '../../checks/check-card.tsx';
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

type Search =
  | { readonly kind: 'none' }
  | { readonly kind: 'looking' }
  | { readonly kind: 'found'; readonly fix: FixResource | undefined }
  | { readonly kind: 'failed'; readonly problem: unknown };

/** A check of the schema in the editor, with a fix on demand: to look for one keeps the engine busy for a while. */
export function MendableCheck({ check, profile, candidate, schema, onMend }: MendableCheckProps): JSX.Element {
  const [search, setSearch] = useState<Search>({ kind: 'none' });
  // What was found belongs to the text before.
  useEffect(() => setSearch({ kind: 'none' }), [check, candidate]);
  const stored = [check.writer, check.reader].find(({ version }) => version !== undefined);
  const look = async (): Promise<void> => {
    if (stored?.subject === undefined || stored.version === undefined) return;
    setSearch({ kind: 'looking' });
    try {
      const diff = await registry().diff({ from: { subject: stored.subject, version: stored.version }, to: candidate, profile });
      const { fix } = stored === check.writer ? diff.backward : diff.forward;
      setSearch((now) => (now.kind === 'looking' ? { kind: 'found', fix } : now));
    } catch (problem) {
      setSearch((now) => (now.kind === 'looking' ? { kind: 'failed', problem } : now));
    }
  };
  const apply = (fix: FixResource): void => {
    const mended = schema === undefined ? undefined : applyPatch(schema, fix.patch);
    if (mended !== undefined) onMend(textOfSchema(mended));
  };
  const fix = search.kind === 'looking' ? 'looking' : search.kind === 'found' ? search.fix : undefined;
  return (
    <CheckCard check={check} profile={profile} candidate={schema} fix={fix} applyFix={apply}>
      {check.verdict.kind === 'not_contained' && stored !== undefined && search.kind === 'none' && (
        <div class="row">
          <button type="button" class="button" onClick={() => void look()}>
            Look for a fix
          </button>
        </div>
      )}
      {search.kind === 'found' && search.fix === undefined && (
        <p class="small" role="status">
          No short fix was found.
        </p>
      )}
      {search.kind === 'failed' && <Problem problem={search.problem} />}
    </CheckCard>
  );
}
