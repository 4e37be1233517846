import type { ComponentChildren, JSX } from 'preact';
import type { VersionResource } from '../../../core/resources.ts';
import type { VersionState } from '../../../core/version.ts';
import { Link } from '../../app/link.tsx';
import { href } from '../../app/address.ts';
import { registry } from '../../app/session.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { Answered } from '../../kit/answered.tsx';
import { StateBadge } from '../../kit/badge.tsx';
import { Name } from '../../kit/name.tsx';
import { Table } from '../../kit/table.tsx';

/** What a version refers to, what refers to it, and where else the same schema is. */
export function ReferencesTab({ version }: { readonly version: VersionResource }): JSX.Element {
  return (
    <div class="stack">
      <h2>Refers to</h2>
      <RefersTo version={version} />
      <h2>Referred to by</h2>
      <ReferredToBy version={version} />
      <SameSchema version={version} />
    </div>
  );
}

function RefersTo({ version: { references } }: { readonly version: VersionResource }): JSX.Element {
  if (references.length === 0) return <p class="soft">Nothing: the schema stands by itself.</p>;
  return (
    <Table label="What this version refers to" caption="What this version refers to" columns={['In the schema', 'Subject', 'Version']}>
      {references.map(({ name, subject, version }) => (
        <tr key={name}>
          <td>
            <code>
              <Name text={name} />
            </code>
          </td>
          <td>
            <VersionLink subject={subject} version={version} />
          </td>
          <td>{version}</td>
        </tr>
      ))}
    </Table>
  );
}

function ReferredToBy({ version: { subject, version } }: { readonly version: VersionResource }): JSX.Element {
  const answer = useAnswer(`referrers ${version} ${subject}`, () => registry().listReferrers(subject, version));
  return (
    <Answered answer={answer} what="who refers to it">
      {({ items, hidden }) => (
        <>
          {items.length === 0 && hidden === 0 && <p class="soft">No other version refers to this one.</p>}
          {items.length > 0 && <Uses uses={items} says={({ names, deleted }) => <NamesOf names={names} isDeleted={deleted} />} />}
          {hidden > 0 && (
            <p class="soft">
              {hidden.toLocaleString('en')} {hidden === 1 ? 'version refers' : 'versions refer'} to it of subjects that you may not read.
            </p>
          )}
        </>
      )}
    </Answered>
  );
}

function NamesOf({ names, isDeleted }: { readonly names: readonly string[]; readonly isDeleted: boolean }): JSX.Element {
  return (
    <span class="small soft">
      as{' '}
      {names.map((name) => (
        <code key={name}>
          <Name text={name} />{' '}
        </code>
      ))}
      {isDeleted && '(deleted)'}
    </span>
  );
}

interface Use {
  readonly subject: string;
  readonly version: number;
  readonly state: VersionState;
}

/** More nobody reads; a schema of money may be referred to by thousands. */
const MOST = 500;

function Uses<T extends Use>({ uses, says }: { readonly uses: readonly T[]; readonly says?: (use: T) => ComponentChildren }): JSX.Element {
  return (
    <>
      <ul class="plain-list">
        {uses.slice(0, MOST).map((use) => (
          <li key={`${use.version} ${use.subject}`} class="row">
            <VersionLink subject={use.subject} version={use.version} />
            <span class="small soft">version {use.version}</span>
            <StateBadge state={use.state} />
            {says?.(use)}
          </li>
        ))}
      </ul>
      {uses.length > MOST && <p class="soft">And {(uses.length - MOST).toLocaleString('en')} more.</p>}
    </>
  );
}

function VersionLink({ subject, version }: { readonly subject: string; readonly version: number }): JSX.Element {
  return (
    <Link to={href(['subjects', subject], { version })}>
      <Name text={subject} />
    </Link>
  );
}

function SameSchema({ version: { id, subject, version } }: { readonly version: VersionResource }): JSX.Element {
  const answer = useAnswer(`schema ${id}`, () => registry().getSchema(id));
  return (
    <Answered answer={answer} what="where else the schema is">
      {({ uses }) => {
        const others = uses.filter((use) => !use.deleted && !(use.subject === subject && use.version === version));
        if (others.length === 0) return null;
        return (
          <>
            <h2>The same schema elsewhere</h2>
            <Uses uses={others} />
          </>
        );
      }}
    </Answered>
  );
}
