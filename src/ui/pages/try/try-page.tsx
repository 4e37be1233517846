import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { RegistryError } from '../../../core/errors.ts';
import type { SubjectDetailResource, VersionResource } from '../../../core/resources.ts';
import type { PageProps } from '../../app/pages.tsx';
import { href } from '../../app/address.ts';
import { navigate } from '../../app/router.ts';
import { registry } from '../../app/session.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { useVersion } from '../../data/use-version.ts';
import { Answered } from '../../kit/answered.tsx';
import { Empty } from '../../kit/empty.tsx';
import { PageHead } from '../../kit/page-head.tsx';
import { SubjectField } from '../../kit/subject-field.tsx';
import { FIRST_SCHEMA, textOfSchema } from './candidate.ts';
import type { Draft } from '../../data/draft.ts';
import { newestVersion } from './newest-version.ts';
import { readAsked, type Asked } from './question.ts';
import { Workbench } from './workbench.tsx';

/** Write a schema and see, while one writes, what it means for those who know the versions that there are. */
export function TryPage({ query }: PageProps): JSX.Element {
  const asked = readAsked(query);
  return (
    <div class="stack">
      <PageHead title="Try it" />
      <div class="panel try-subject">
        <SubjectField
          label="Subject"
          value={asked.subject}
          hint="One that there is, or the name of a new one."
          onChoose={(subject) => navigate(href(['try'], { subject }))}
        />
      </div>
      {asked.subject === '' ? <NothingChosen /> : <TrySubject key={asked.subject} asked={asked} />}
    </div>
  );
}

function NothingChosen(): JSX.Element {
  return (
    <Empty title="Which subject?">
      <p>
        Choose one above: its newest schema opens in an editor. While you change it, you see whether those who read and write the versions that there
        are stay safe, with an event that shows it where not. You can paste an event too, and publish what you wrote.
      </p>
      <p>
        On the command line: <code>sluice compat schema.json --against SUBJECT</code>
      </p>
    </Empty>
  );
}

function TrySubject({ asked }: { readonly asked: Asked }): JSX.Element {
  const { subject } = asked;
  const found = useAnswer(`try ${subject}`, () => findSubject(subject));
  const detail = found.value?.detail;
  // Where one began stays where it was, also when there is a newer version: the text in the editor is not taken away.
  const begun = useRef<{ readonly base: number | undefined } | undefined>(undefined);
  if (found.value !== undefined) begun.current ??= { base: asked.version ?? newestVersion(detail) };
  const base = begun.current?.base;
  const version = useVersion(subject, base);
  return (
    <Answered answer={found} what="the subject">
      {() =>
        base === undefined ? (
          <Workbench asked={asked} detail={detail} start={startOf(undefined)} dialect={undefined} onPublished={found.reload} />
        ) : (
          <Answered answer={version} what="the newest version">
            {(first) => <Workbench asked={asked} detail={detail} start={startOf(first)} dialect={first.dialect} onPublished={found.reload} />}
          </Answered>
        )
      }
    </Answered>
  );
}

/** What the editor begins with: a version, or what a new subject is given. */
function startOf(version: VersionResource | undefined): Draft {
  if (version === undefined) return { schema: FIRST_SCHEMA, references: [], event: '' };
  return { schema: textOfSchema(version.schema), references: version.references ?? [], event: '', base: version.version };
}

/** Without a detail where there is no such subject yet. */
async function findSubject(subject: string): Promise<{ readonly detail?: SubjectDetailResource }> {
  try {
    return { detail: await registry().getSubject(subject) };
  } catch (thrown) {
    if (thrown instanceof RegistryError && thrown.code === 'subject_not_found') return {};
    throw thrown;
  }
}
