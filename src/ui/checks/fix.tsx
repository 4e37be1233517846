import type { JSX } from 'preact';
import type { FixResource } from '../../core/resources.ts';
import { Badge } from '../kit/badge.tsx';
import { Source } from '../kit/source.tsx';
import { visibleJson, visibleProse } from '../kit/visible-text.ts';

interface FixProps {
  readonly fix: FixResource | 'looking';
  /** Makes the change in an editor; where there is one. */
  readonly apply?: ((fix: FixResource) => void) | undefined;
}

/** What to change in the newer schema so that the direction holds. */
export function Fix({ fix, apply }: FixProps): JSX.Element {
  if (fix === 'looking') {
    return (
      <p class="soft small" role="status">
        Looking for a fix …
      </p>
    );
  }
  return (
    <section class="fix" aria-label="Suggested fix">
      <div class="row">
        <strong>Suggested fix, in the newer schema</strong>
        {fix.verified ? <Badge tone="good">proved</Badge> : <Badge tone="unsure">not proved</Badge>}
      </div>
      <ul class="steps">
        {fix.steps.map((step, at) => (
          <li key={at}>{visibleProse(step)}</li>
        ))}
      </ul>
      {!fix.verified && <p class="small">It could neither be proved nor refuted that this is enough.</p>}
      <div class="row">
        {apply !== undefined && (
          <button type="button" class="button" onClick={() => apply(fix)}>
            Make this change
          </button>
        )}
      </div>
      <details class="small">
        <summary>As a JSON Patch</summary>
        <Source text={visibleJson(JSON.stringify(fix.patch, null, 2))} what="JSON Patch of the newer schema" />
      </details>
    </section>
  );
}
