import type { JSX } from 'preact';
import type { Check } from '../../../../core/compatibility.ts';
import type { ConfigDryRunResource, ConfigDryRunSubject } from '../../../../core/resources.ts';
import { Link } from '../../../app/link.tsx';
import { href } from '../../../app/address.ts';
import { Badge } from '../../../kit/badge.tsx';
import { Name } from '../../../kit/name.tsx';
import { Notice } from '../../../kit/notice.tsx';
import { CheckDetail } from './check-detail.tsx';
import { summarise } from './summary.ts';

/** What a setting would say about the live versions: those that would not hold first, with the checks that fail and an event that shows it. */
export function DryRun({ dryRun }: { readonly dryRun: ConfigDryRunResource }): JSX.Element {
  const { failing, holding, unaffected, title, detail } = summarise(dryRun);
  return (
    <div class="stack">
      <Notice tone={failing.length > 0 ? 'bad' : 'good'} title={title} announce>
        <p>{detail}</p>
        {dryRun.truncated && (
          <p>
            There is more than was looked at: a trial ends after 100 subjects, 500 checks or 20 seconds. Try a narrower prefix, or one subject, to see
            the rest.
          </p>
        )}
      </Notice>
      {failing.map((subject) => (
        <Failing key={subject.subject} subject={subject} />
      ))}
      <Names title="would hold" subjects={holding} />
      <Names title="have settings of their own that go before" subjects={unaffected} />
    </div>
  );
}

function Failing({ subject }: { readonly subject: ConfigDryRunSubject }): JSX.Element {
  const wrong = subject.checks.filter(
    ({ verdict }) => verdict.kind === 'not_contained' || (verdict.kind === 'undecided' && subject.onUndecided === 'fail'),
  );
  return (
    <details class="failing" open={wrong.length <= 4}>
      <summary>
        <Name text={subject.subject} /> <Badge tone="bad">would not hold</Badge>{' '}
        <span class="small soft">
          {wrong.length} of {subject.checks.length} checks · {subject.level} × {subject.profile}
        </span>
      </summary>
      <div class="stack">
        <p class="small">
          <Link to={href(['subjects', subject.subject])}>Its versions</Link>
        </p>
        {wrong.map((check) => (
          <CheckDetail key={keyOf(check)} check={check} />
        ))}
      </div>
    </details>
  );
}

function Names({ title, subjects }: { readonly title: string; readonly subjects: readonly ConfigDryRunSubject[] }): JSX.Element | null {
  if (subjects.length === 0) return null;
  return (
    <details>
      <summary class="small">
        {subjects.length} {title}
      </summary>
      <ul class="plain-list">
        {subjects.map(({ subject, level, profile, setAt }) => (
          <li key={subject}>
            <SubjectName name={subject} />{' '}
            <span class="small soft">
              {level} × {profile}
              {setAt !== undefined && ' · set for '}
              {setAt !== undefined && <Name text={setAt} />}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function SubjectName({ name }: { readonly name: string }): JSX.Element {
  return (
    <Link to={href(['subjects', name])}>
      <Name text={name} />
    </Link>
  );
}

function keyOf({ writer, reader }: Check): string {
  return `${writer.version} ${reader.version}`;
}
