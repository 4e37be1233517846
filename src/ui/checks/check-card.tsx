import type { ComponentChildren, JSX } from 'preact';
import { PROFILES, type Check, type Profile } from '../../core/compatibility.ts';
import type { FixResource } from '../../core/resources.ts';
import type { Verdict } from '../../core/verdict.ts';
import { Badge } from '../kit/badge.tsx';
import { JsonCode } from '../kit/json-code.tsx';
import { Counterexample } from './counterexample.tsx';
import { Fix } from './fix.tsx';
import type { SchemaOf } from './place-in-schema.tsx';
import { Reasons } from './reasons.tsx';
import { checkSentence, evidence, sideName, strengthSentence, verdictWords } from './words.ts';

interface CheckCardProps {
  readonly check: Check;
  /** Under which the check was asked. */
  readonly profile: Profile;
  /** What is asked: "Older writes, newer reads". By default who writes and who reads. */
  readonly title?: string;
  readonly schemaOf: SchemaOf;
  /** What would mend it; `looking` while that is asked. */
  readonly fix?: FixResource | 'looking' | undefined;
  /** What can be done about it. */
  readonly children?: ComponentChildren;
  readonly applyFix?: ((fix: FixResource) => void) | undefined;
}

/** The answer to one containment: in words, with the event and the places that show it, and what would mend it. */
export function CheckCard({ check, profile, title, schemaOf, fix, applyFix, children }: CheckCardProps): JSX.Element {
  const { title: verdict, tone } = verdictWords(check);
  return (
    <article class={`panel stack check ${tone}`}>
      <div class="row spread">
        <h3>
          {title ?? (
            <>
              <bdi>{sideName(check.writer)}</bdi> writes, <bdi>{sideName(check.reader)}</bdi> reads
            </>
          )}
        </h3>
        <Badge tone={tone}>{verdict}</Badge>
      </div>
      <p>{checkSentence(check, profile)}</p>
      <Grounds check={check} verdict={check.verdict} schemaOf={schemaOf} />
      {fix !== undefined && <Fix fix={fix} apply={applyFix} />}
      {children}
      <Strength check={check} profile={profile} />
      <p class="soft small">{evidence(check)}</p>
    </article>
  );
}

interface GroundsProps {
  readonly check: Check;
  readonly verdict: Verdict;
  readonly schemaOf: SchemaOf;
}

function Grounds({ check, verdict, schemaOf }: GroundsProps): JSX.Element | null {
  switch (verdict.kind) {
    case 'contained':
      return null;
    case 'not_contained':
      return <Counterexample check={check} witness={verdict.witness} findings={verdict.findings} schemaOf={schemaOf} />;
    case 'undecided':
      return <Reasons check={check} reasons={verdict.reasons} schemaOf={schemaOf} />;
  }
}

/** Under which of the profiles it holds, and the event that ends it. */
function Strength({ check, profile }: { readonly check: Check; readonly profile: Profile }): JSX.Element | null {
  const sentence = strengthSentence(check);
  if (sentence === undefined) return null;
  const strongest = check.strongest === null || check.strongest === undefined ? PROFILES.length : PROFILES.indexOf(check.strongest);
  return (
    <div class="stack tight">
      <div class="row small">
        {PROFILES.map((name, at) => (
          <Badge key={name} tone={at >= strongest ? 'good' : 'bad'}>
            {name}: {at >= strongest ? 'holds' : 'fails'}
            {name === profile && ' (asked)'}
          </Badge>
        ))}
        <span class="soft">{sentence}</span>
      </div>
      {check.stricter !== undefined && (
        <details class="small">
          <summary>Why not under {check.stricter.profile}</summary>
          <p>This event, with a member that the writer does not declare, is refused:</p>
          <JsonCode value={check.stricter.witness} label={`Event that is refused under ${check.stricter.profile}`} />
        </details>
      )}
    </div>
  );
}
