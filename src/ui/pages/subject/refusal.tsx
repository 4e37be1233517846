import type { JSX } from 'preact';
import type { Check } from '../../../core/compatibility.ts';
import { RegistryError } from '../../../core/errors.ts';
import { JsonCode } from '../../kit/json-code.tsx';
import { Name } from '../../kit/name.tsx';
import { Problem } from '../../kit/notice.tsx';

/** Why the registry would not do it; where a comparison failed, with the event that shows it. */
export function Refusal({ problem }: { readonly problem: unknown }): JSX.Element {
  const checks = problem instanceof RegistryError && Array.isArray(problem.data['checks']) ? (problem.data['checks'] as readonly Check[]) : [];
  const broken = checks.find(({ verdict }) => verdict.kind === 'not_contained');
  return (
    <>
      <Problem problem={problem} />
      {broken !== undefined && broken.verdict.kind === 'not_contained' && (
        <div>
          <p class="small">
            An event of <Name text={broken.writer.label} /> that <Name text={broken.reader.label} /> refuses:
          </p>
          <JsonCode value={broken.verdict.witness} label="An event that breaks" />
        </div>
      )}
    </>
  );
}
