import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Check, Profile } from '../../../core/compatibility.ts';
import { RegistryError } from '../../../core/errors.ts';
import type { JsonValue } from '../../../core/json/value.ts';
import type { RegisterRequest, RegisterResource } from '../../../core/resources.ts';
import { registry } from '../../app/session.ts';
import { CheckCard } from '../../checks/check-card.tsx';
import { CheckList } from '../../checks/check-list.tsx';
import { useAnswer } from '../../data/use-answer.ts';
import { Decision } from '../../kit/decision.tsx';
import { Field } from '../../kit/field.tsx';
import { Name } from '../../kit/name.tsx';
import { Notice, Problem } from '../../kit/notice.tsx';
import { visibleProse } from '../../kit/visible-text.ts';
import { Waiting } from '../../kit/waiting.tsx';
import type { Candidate } from './candidate.ts';

interface PublishFormProps {
  readonly subject: string;
  readonly candidate: Candidate;
  readonly schema: JsonValue | undefined;
  readonly mayBreak: boolean;
  /** In force for the subject. */
  readonly profile: Profile;
  readonly onClose: () => void;
  readonly onMade: (made: RegisterResource) => void;
}

/** What the registry would do: register, nothing, or refuse, which somebody who may can overrule. */
type Plan =
  | { readonly kind: 'register'; readonly preview: RegisterResource }
  | {
      readonly kind: 'refused';
      readonly error: RegistryError;
      readonly checks: readonly Check[];
      readonly overrule: 'allowBreaking' | 'overrideUndecided';
    };

/** How many dialogs were opened. Browsers give no random names to pages that came by http from another machine. */
let plans = 0;

/** Says what publishing does, asks for a reason where one is needed, and does it. */
export function PublishForm({ subject, candidate, schema, mayBreak, profile, onClose, onMade }: PublishFormProps): JSX.Element {
  // What was known when the dialog was open before is no plan for now.
  const [asked] = useState(() => ++plans);
  const plan = useAnswer(`publish ${asked}`, () => planOf(subject, candidate));
  const [reason, setReason] = useState('');
  const { value } = plan;
  const publish = async (): Promise<void> => {
    try {
      onMade(await registry().register(subject, { ...candidate, ...overruling(value, reason) }));
    } catch (thrown) {
      plan.reload(); // Somebody may have been faster: what would happen now is something else.
      throw thrown;
    }
  };
  const isRefused = value?.kind === 'refused';
  const canPublish = value !== undefined && !(value.kind === 'register' && value.preview.existing === true) && (!isRefused || mayBreak);
  return (
    <>
      <Decision
        verb={canPublish ? buttonText(value) : undefined}
        isDanger={isRefused}
        isReady={canPublish && (!isRefused || reason.trim() !== '')}
        otherwise={canPublish ? 'Cancel' : 'Close'}
        onDecide={publish}
        onCancel={onClose}
      >
        {plan.problem !== undefined && <Problem problem={plan.problem} retry={plan.reload} />}
        {value === undefined && plan.problem === undefined && <Waiting what="what would happen" />}
        {value?.kind === 'register' && <Preview subject={subject} preview={value.preview} />}
        {value?.kind === 'refused' && <Refusal plan={value} mayBreak={mayBreak} />}
        {isRefused && mayBreak && (
          <Field label="Reason" hint="It is recorded with the version, and everybody can read it.">
            {(ties) => <input {...ties} required value={reason} onInput={({ currentTarget }) => setReason(currentTarget.value)} />}
          </Field>
        )}
      </Decision>
      {value?.kind === 'refused' && (
        <CheckList
          checks={value.checks}
          card={(check) => <CheckCard check={check} profile={profile} schemaOf={({ version }) => (version === undefined ? schema : undefined)} />}
        />
      )}
    </>
  );
}

async function planOf(subject: string, candidate: Candidate): Promise<Plan> {
  try {
    return { kind: 'register', preview: await registry().register(subject, { ...candidate, dryRun: true }) };
  } catch (error) {
    if (!(error instanceof RegistryError) || (error.code !== 'incompatible' && error.code !== 'undecided')) throw error;
    const checks = (error.data['checks'] ?? []) as readonly Check[];
    return { kind: 'refused', error, checks, overrule: error.code === 'undecided' ? 'overrideUndecided' : 'allowBreaking' };
  }
}

function overruling(plan: Plan | undefined, reason: string): Pick<RegisterRequest, 'allowBreaking' | 'overrideUndecided'> {
  return plan?.kind === 'refused' ? { [plan.overrule]: { reason: reason.trim() } } : {};
}

function buttonText(plan: Plan): string {
  if (plan.kind === 'register') return 'Publish';
  return plan.overrule === 'allowBreaking' ? 'Publish as breaking' : 'Publish without a proof';
}

function Preview({ subject, preview }: { readonly subject: string; readonly preview: RegisterResource }): JSX.Element {
  if (preview.existing === true) {
    return (
      <p>
        <Name text={subject} /> has this schema already{preview.version === undefined ? '' : ` as version ${preview.version}`}: nothing would be
        written.
      </p>
    );
  }
  const { semver, changeKind, warnings = [], checks } = preview;
  return (
    <>
      <p>
        <Name text={subject} /> gets the version <strong>{semver}</strong>
        {changeKind === null ? ', its first' : `, a change of the kind ${changeKind}`}. Gates accept events under it at once. A version is not changed
        again; it can be retired.
      </p>
      <p class="small soft">{checks.length === 0 ? 'It is compared with nothing.' : `${checks.length} checks are proved.`}</p>
      {warnings.length > 0 && (
        <Notice tone="unsure" title={warnings.length === 1 ? 'A warning' : `${warnings.length} warnings`}>
          <ul class="steps small">
            {warnings.map(({ code, message, pointer }) => (
              <li key={`${code} ${pointer}`}>
                {visibleProse(message)} {pointer !== '' && <code>{visibleProse(pointer)}</code>}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}

interface RefusalProps {
  readonly plan: Extract<Plan, { kind: 'refused' }>;
  readonly mayBreak: boolean;
}

function Refusal({ plan, mayBreak }: RefusalProps): JSX.Element {
  const isBreak = plan.overrule === 'allowBreaking';
  return (
    <Notice tone={isBreak ? 'bad' : 'unsure'} title={plan.error.title}>
      <p>{whatItMeans(isBreak, mayBreak)}</p>
    </Notice>
  );
}

function whatItMeans(isBreak: boolean, mayBreak: boolean): string {
  if (!mayBreak)
    return `${isBreak ? 'To publish a break' : 'To publish without a proof'} you need the access break on this subject. Mend the schema, or ask somebody who has it.`;
  if (isBreak)
    return 'It would break those who read or write the versions below. If you mean it, it begins a new line beside the old one, and the old versions stay in use.';
  return 'Neither a proof nor a counterexample was found. You can publish it nevertheless; the doubt is recorded.';
}
