import type { JSX } from 'preact';
import type { PageProps } from '../../app/pages.tsx';
import { setQuery } from '../../app/router.ts';
import { Empty } from '../../kit/empty.tsx';
import { Name } from '../../kit/name.tsx';
import { Problem } from '../../kit/notice.tsx';
import { PageHead } from '../../kit/page-head.tsx';
import { Waiting } from '../../kit/waiting.tsx';
import { Choice } from './choice.tsx';
import { Compared } from './compared.tsx';
import { complete, readAsked, swap, writeAsked, type Asked } from './question.ts';
import { useSubject } from './use-subject.ts';

/** Two versions: what each means for those who know the other, and what is different. */
export function DiffPage({ query }: PageProps): JSX.Element {
  const asked = readAsked(query);
  const [from, to] = [useSubject(asked.fromSubject), useSubject(asked.subject)];
  const change = (changes: Partial<Asked>): void => setQuery(writeAsked({ ...asked, ...changes }), { replace: false });
  const comparison = complete(asked, { from: numbersOf(from.value), to: numbersOf(to.value) });
  const problem = from.problem ?? to.problem;
  return (
    <div class="stack">
      <PageHead title="Compare" />
      <Choice
        asked={asked}
        comparison={comparison}
        from={from.value}
        to={to.value}
        onChange={change}
        onSwap={() => change(swap({ ...asked, from: comparison?.from.version, to: comparison?.to.version }))}
      />
      {asked.subject === '' && <NothingChosen />}
      {problem !== undefined && <Problem problem={problem} retry={from.problem === undefined ? to.reload : from.reload} />}
      {asked.subject !== '' && problem === undefined && (from.value === undefined || to.value === undefined) && <Waiting what="the versions" />}
      {comparison !== undefined && from.value !== undefined && to.value !== undefined && (
        <Compared comparison={comparison} profile={asked.profile} from={from.value} to={to.value} />
      )}
      {comparison === undefined && from.value !== undefined && to.value !== undefined && problem === undefined && (
        <OneVersion subject={asked.subject} />
      )}
    </div>
  );
}

function numbersOf(detail: { readonly versions: readonly { readonly version: number }[] } | undefined): number[] {
  return detail?.versions.map(({ version }) => version) ?? [];
}

function NothingChosen(): JSX.Element {
  return (
    <Empty title="Which versions?">
      <p>
        Choose a subject above. You see whether each version reads what the other writes, with an event that shows it where not, what would mend it,
        and what is different in the two schemas.
      </p>
      <p>
        On the command line: <code>sluice diff SUBJECT@1 SUBJECT@2</code>, and <code>sluice compat</code> for the verdict.
      </p>
    </Empty>
  );
}

function OneVersion({ subject }: { readonly subject: string }): JSX.Element {
  return (
    <Empty title="There is nothing to compare it with">
      <p>
        <Name text={subject} /> has one version so far. Choose another subject for the older side, or try a change to it.
      </p>
    </Empty>
  );
}
