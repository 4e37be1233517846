import type { JSX } from 'preact';
import type { SubjectDetailResource, VersionHeadResource } from '../../../core/resources.ts';
import { Link } from '../../app/link.tsx';
import { href } from '../../app/address.ts';
import { setQuery } from '../../app/router.ts';
import { StateBadge } from '../../kit/badge.tsx';
import { Name } from '../../kit/name.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Time } from '../../kit/time.tsx';
import { visibleName } from '../../kit/visible-text.ts';
import { ChangeKindBadge } from './change-kind.tsx';

interface VersionBarProps {
  readonly detail: SubjectDetailResource;
  readonly version: VersionHeadResource;
  /** What the address asks for. */
  readonly asked: string | null;
}

/** Which version is shown, in one line, and the way to others. */
export function VersionBar({ detail: { subject, versions, latest }, version, asked }: VersionBarProps): JSX.Element {
  const before = versions[versions.indexOf(version) - 1];
  return (
    <div class="stack version-bar">
      {asked !== null && asked !== String(version.version) && (
        <Notice tone="unsure" title={`There is no version ${visibleName(asked)}`}>
          <p>It was deleted, or the address is wrong. This is version {version.version}.</p>
        </Notice>
      )}
      <div class="row">
        <select
          class="input"
          aria-label="Version"
          value={String(version.version)}
          onChange={({ currentTarget }) =>
            setQuery({ version: currentTarget.value === String(latest) ? undefined : currentTarget.value, at: undefined }, {})
          }
        >
          {versions.toReversed().map(({ version: number, semver, state }) => (
            <option key={number} value={String(number)}>
              {semver} · version {number}
              {number === latest ? ' · latest' : ''}
              {state === 'active' ? '' : ` · ${state}`}
            </option>
          ))}
        </select>
        <StateBadge state={version.state} />
        <ChangeKindBadge version={version} />
        <span class="small soft">
          registered <Time at={version.createdAt} /> by <Name text={version.createdBy} />
        </span>
        {before !== undefined && (
          <Link class="small" to={href(['diff'], { subject, from: before.version, to: version.version })}>
            Compare with version {before.version}
          </Link>
        )}
      </div>
    </div>
  );
}
