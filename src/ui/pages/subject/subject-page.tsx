import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { isPrefix } from '../../../core/subject.ts';
import type { SubjectDetailResource, VersionHeadResource } from '../../../core/resources.ts';
import { Link } from '../../app/link.tsx';
import type { PageProps } from '../../app/pages.tsx';
import { href } from '../../app/address.ts';
import { setQuery } from '../../app/router.ts';
import { registry } from '../../app/session.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { useChanges, useRereading } from '../../data/use-changes.ts';
import { useMay } from '../../data/use-may.ts';
import { Answered } from '../../kit/answered.tsx';
import { Empty } from '../../kit/empty.tsx';
import { Name } from '../../kit/name.tsx';
import { PageHead } from '../../kit/page-head.tsx';
import { Tabs } from '../../kit/tabs.tsx';
import { visibleName } from '../../kit/visible-text.ts';
import { EditDialog } from './edit-dialog.tsx';
import { Said, useSaid } from './said.tsx';
import { SubjectFacts } from './subject-facts.tsx';
import { isTab, TABS, TabPanel } from './subject-tabs.tsx';
import { VersionBar } from './version-bar.tsx';

/** One subject: what it is, its versions, and one of them in full. `?version=` and `?tab=` say which. */
export function SubjectPage({ segments, query }: PageProps): JSX.Element {
  const [subject] = segments;
  if (subject === undefined) return <NoSubject />;
  return <SubjectOf key={subject} subject={subject} query={query} />;
}

function NoSubject(): JSX.Element {
  return (
    <div class="stack">
      <PageHead title="Subject" />
      <Empty title="Which subject?">
        <Link class="button" to={href([])}>
          Choose one in the catalogue
        </Link>
      </Empty>
    </div>
  );
}

function SubjectOf({ subject, query }: { readonly subject: string; readonly query: URLSearchParams }): JSX.Element {
  const answer = useAnswer(`subject ${subject}`, () => registry().getSubject(subject));
  useChanges(({ subject: name = '' }) => {
    if (name === subject || name === '' || isPrefix(name)) answer.reload();
  }, useRereading(answer));
  const isMissing = answer.value === undefined && answer.problem !== undefined;
  return (
    <div class="stack">
      {isMissing && <PageHead title={subject} above={<Above subject={subject} />} />}
      <Answered answer={answer} what="the subject">
        {(detail) => <Detail detail={detail} query={query} reload={answer.reload} />}
      </Answered>
      {isMissing && (
        <p>
          <Link to={href([], { q: subject })}>Look for it in the catalogue</Link>
        </p>
      )}
    </div>
  );
}

interface DetailProps {
  readonly detail: SubjectDetailResource;
  readonly query: URLSearchParams;
  readonly reload: () => void;
}

function Detail({ detail, query, reload }: DetailProps): JSX.Element {
  const { subject } = detail;
  const said = useSaid();
  const [isEditing, setEditing] = useState(false);
  const mayWrite = useMay('register', subject);
  const version = chosenVersion(detail, query.get('version'));
  const done = (text: string): void => {
    setEditing(false);
    said.say(text);
    reload();
  };
  return (
    <>
      <PageHead title={subject} above={<Above subject={subject} />}>
        {mayWrite && (
          <button type="button" class="button" onClick={() => setEditing(true)}>
            Edit
          </button>
        )}
        <Link class="button" to={href(['try'], { subject })}>
          Try it
        </Link>
      </PageHead>
      <Said text={said.text} />
      <SubjectFacts detail={detail} />
      {version === undefined ? <NoVersion /> : <Version detail={detail} version={version} query={query} mayWrite={mayWrite} done={done} />}
      {isEditing && <EditDialog detail={detail} onClose={() => setEditing(false)} onDone={done} />}
    </>
  );
}

interface VersionProps {
  readonly detail: SubjectDetailResource;
  readonly version: VersionHeadResource;
  readonly query: URLSearchParams;
  readonly mayWrite: boolean;
  readonly done: (text: string) => void;
}

function Version({ detail, version, query, mayWrite, done }: VersionProps): JSX.Element {
  const named = query.get('tab') ?? '';
  const tab = isTab(named) ? named : 'schema';
  return (
    <>
      <VersionBar detail={detail} version={version} asked={query.get('version')} />
      <Tabs
        label="About the version"
        tabs={TABS.map(({ id, label }) => ({ id, label: id === 'versions' ? `${label} (${detail.versions.length})` : label }))}
        chosen={tab}
        onChoose={(id) => setQuery({ tab: id === 'schema' ? undefined : id })}
      >
        <TabPanel tab={tab} {...{ detail, version, query, mayWrite, done }} />
      </Tabs>
    </>
  );
}

function NoVersion(): JSX.Element {
  return (
    <Empty title="No version is left">
      <p>All of them were deleted. Numbers are not given again: the next version goes on counting.</p>
    </Empty>
  );
}

/** The one that the address names, else the latest, else the newest. */
function chosenVersion({ versions, latest }: SubjectDetailResource, asked: string | null): VersionHeadResource | undefined {
  const named = versions.find(({ version }) => String(version) === asked);
  return named ?? versions.find(({ version }) => version === latest) ?? versions.at(-1);
}

/** Where it is: what has the same beginning, up to each dot. */
function Above({ subject }: { readonly subject: string }): JSX.Element {
  const parts = subject.split('.');
  const prefix = parts.slice(0, -1).join('.');
  return (
    <>
      <Link to={href([])}>Catalogue</Link>
      {prefix !== '' && parts.length <= 10 && (
        <>
          {' / '}
          <Link to={href([], { prefix: `${prefix}.` })} label={`Subjects that begin with ${visibleName(prefix)}.`}>
            <Name text={`${prefix}.`} />
          </Link>
        </>
      )}
    </>
  );
}
