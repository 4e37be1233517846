import type { JSX } from 'preact';
import type { ChangeKind } from '../../../core/compatibility.ts';
import type { DiffResource } from '../../../core/resources.ts';
import { CheckCard } from '../../checks/check-card.tsx';
import type { SchemaOf } from '../../checks/place-in-schema.tsx';
import type { Compared } from './use-diff.ts';

interface BothWaysProps {
  readonly diff: DiffResource;
  readonly fixes: Compared['fixes'];
  readonly schemaOf: SchemaOf;
}

const MEANINGS: Readonly<Record<ChangeKind, string>> = {
  equal: 'Both take the same events',
  full: 'Each reads what the other writes',
  backward: 'The newer reads what the older writes, not the other way round',
  forward: 'The older reads what the newer writes, not the other way round',
  breaking: 'Neither reads all that the other writes',
  undecided: 'Not decided in both directions',
};

/** Whether each reads what the other writes. */
export function BothWays({ diff, fixes, schemaOf }: BothWaysProps): JSX.Element {
  const { backward, forward, profile, changeKind } = diff;
  return (
    <section class="stack" aria-label="Verdict">
      <h2>{MEANINGS[changeKind]}</h2>
      <CheckCard check={backward} profile={profile} title="The older writes, the newer reads" schemaOf={schemaOf} fix={fixes.backward} />
      <CheckCard check={forward} profile={profile} title="The newer writes, the older reads" schemaOf={schemaOf} fix={fixes.forward} />
    </section>
  );
}
