import type { JSX } from 'preact';
import type { VersionResource } from '../../../core/resources.ts';
import { Link } from '../../app/link.tsx';
import { href } from '../../app/router.ts';
import { registry } from '../../app/session.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { Answered } from '../../kit/answered.tsx';
import { StateBadge } from '../../kit/badge.tsx';
import { Name } from '../../kit/name.tsx';

/** What a version refers to, what refers to it, and where else the same schema is. */
export function ReferencesTab({ version }: { readonly version: VersionResource }): JSX.Element {
  return (
    <div class="stack">
      <h2>Refers to</h2>
      <RefersTo version={version} />
      <SameSchema version={version} />
    </div>
  );
}

function RefersTo({ version: { references } }: { readonly version: VersionResource }): JSX.Element {
  if (references.length === 0) return <p class="soft">Nothing: the schema stands by itself.</p>;
  return (
    <div class="table-scroll">
      <table class="table">
        <caption class="hidden-text">What this version refers to</caption>
        <thead>
          <tr>
            <th scope="col">In the schema</th>
            <th scope="col">Subject</th>
            <th scope="col">Version</th>
          </tr>
        </thead>
        <tbody>
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
        </tbody>
      </table>
    </div>
  );
}

export function VersionLink({ subject, version }: { readonly subject: string; readonly version: number }): JSX.Element {
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
            <ul class="plain-list">
              {others.map((use) => (
                <li key={`${use.version} ${use.subject}`} class="row">
                  <VersionLink subject={use.subject} version={use.version} />
                  <span class="small soft">version {use.version}</span>
                  <StateBadge state={use.state} />
                </li>
              ))}
            </ul>
          </>
        );
      }}
    </Answered>
  );
}
