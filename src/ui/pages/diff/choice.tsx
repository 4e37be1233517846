import type { JSX } from 'preact';
import { PROFILES, type Profile } from '../../../core/compatibility.ts';
import type { SubjectDetailResource } from '../../../core/resources.ts';
import { Field } from '../../kit/field.tsx';
import { SubjectField } from '../../kit/subject-field.tsx';
import type { Asked, Comparison } from './question.ts';

interface ChoiceProps {
  readonly asked: Asked;
  readonly comparison: Comparison | undefined;
  readonly from: SubjectDetailResource | undefined;
  readonly to: SubjectDetailResource | undefined;
  readonly onChange: (changes: Partial<Asked>) => void;
  readonly onSwap: () => void;
}

/** What is compared: two versions, of one subject or of two, and under which profile. */
export function Choice({ asked, comparison, from, to, onChange, onSwap }: ChoiceProps): JSX.Element {
  const isOne = asked.fromSubject === asked.subject;
  const chooseTo = (subject: string): void =>
    onChange(isOne ? { subject, fromSubject: subject, from: undefined, to: undefined } : { subject, to: undefined });
  return (
    <section class="panel choice" aria-label="What is compared">
      <SubjectField
        label="Older side"
        value={asked.fromSubject}
        onChoose={(fromSubject) => onChange(asked.subject === '' ? { subject: fromSubject, fromSubject } : { fromSubject, from: undefined })}
      />
      <VersionField
        label="Older version"
        detail={from}
        chosen={comparison?.from.version ?? asked.from}
        onChoose={(version) => onChange({ from: version })}
      />
      <button type="button" class="button swap" onClick={onSwap} disabled={comparison === undefined} aria-label="Swap the two sides">
        Swap
      </button>
      <SubjectField label="Newer side" value={asked.subject} onChoose={chooseTo} />
      <VersionField label="Newer version" detail={to} chosen={comparison?.to.version ?? asked.to} onChoose={(version) => onChange({ to: version })} />
      <Field label="Profile">
        {(ties) => (
          <select
            {...ties}
            value={asked.profile ?? to?.profile ?? 'declared'}
            onChange={({ currentTarget }) => onChange({ profile: currentTarget.value as Profile })}
          >
            {PROFILES.map((profile) => (
              <option key={profile} value={profile}>
                {profile}
                {profile === to?.profile && ' (in force)'}
              </option>
            ))}
          </select>
        )}
      </Field>
    </section>
  );
}

interface VersionFieldProps {
  readonly label: string;
  readonly detail: SubjectDetailResource | undefined;
  readonly chosen: number | undefined;
  readonly onChoose: (version: number) => void;
}

function VersionField({ label, detail, chosen, onChoose }: VersionFieldProps): JSX.Element {
  const versions = detail?.versions.toSorted((a, b) => b.version - a.version) ?? [];
  const isKnown = versions.some(({ version }) => version === chosen);
  return (
    <Field label={label}>
      {(ties) => (
        <select
          {...ties}
          value={chosen ?? ''}
          disabled={versions.length === 0}
          onChange={({ currentTarget }) => onChoose(Number(currentTarget.value))}
        >
          {!isKnown && <option value={chosen ?? ''}>{chosen === undefined ? '–' : `${chosen} (is not there)`}</option>}
          {versions.map(({ version, semver, state }) => (
            <option key={version} value={version}>
              {version} · {semver}
              {state !== 'active' && ` · ${state}`}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
