import type { JSX } from 'preact';
import { LEVELS, PROFILES } from '../../../core/compatibility.ts';
import type { SubjectDetailResource } from '../../../core/resources.ts';
import { setQuery } from '../../app/router.ts';
import { Field } from '../../kit/field.tsx';
import type { Asked } from './question.ts';
import { VersionChoice } from './version-choice.tsx';

/** With what the schema is compared, and how strictly; by default as a registration would. Nothing for a new subject. */
export function Comparison({ asked, detail }: { readonly asked: Asked; readonly detail: SubjectDetailResource | undefined }): JSX.Element | null {
  if (detail === undefined) return null;
  return (
    <section class="panel comparison" aria-label="What it is compared with">
      <VersionChoice versions={detail.versions} chosen={asked.against} onChoose={(numbers) => setQuery({ against: numbers.join(',') })} />
      <Field label="Level">
        {(ties) => (
          <select {...ties} value={asked.level ?? detail.level} onChange={({ currentTarget }) => setQuery({ level: currentTarget.value })}>
            {LEVELS.map((level) => (
              <option key={level} value={level}>
                {level}
                {level === detail.level && ' (in force)'}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Profile">
        {(ties) => (
          <select {...ties} value={asked.profile ?? detail.profile} onChange={({ currentTarget }) => setQuery({ profile: currentTarget.value })}>
            {PROFILES.map((profile) => (
              <option key={profile} value={profile}>
                {profile}
                {profile === detail.profile && ' (in force)'}
              </option>
            ))}
          </select>
        )}
      </Field>
    </section>
  );
}
