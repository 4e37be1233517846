import type { JSX } from 'preact';
import { Link } from '../../app/link.tsx';
import { href } from '../../app/address.ts';
import { StateBadge } from '../../kit/badge.tsx';
import { isForMachines } from '../../kit/machine-labels.ts';
import { Name } from '../../kit/name.tsx';
import { Time } from '../../kit/time.tsx';
import { visibleProse } from '../../kit/visible-text.ts';
import type { Listed } from './listed.ts';

interface Place {
  /** From 0. */
  readonly at: number;
  readonly top: number;
  readonly height: number;
}

export function SubjectRow({ item, ...place }: { readonly item: Listed } & Place): JSX.Element {
  return (
    <Row {...place}>
      <span role="cell" class="subject-cell">
        <Link class="subject-name" to={href(['subjects', item.subject])}>
          <Name text={item.subject} />
        </Link>
        <Says item={item} />
      </span>
      <span role="cell" class="latest-cell">
        {item.latest === null ? (
          <span class="soft">none live</span>
        ) : (
          <>
            <span class="number">{item.semver}</span>
            <span class="soft">
              version {item.latest}
              {item.live > 1 && `, ${item.live} live`}
            </span>
          </>
        )}
      </span>
      <span role="cell" class="state-cell">
        <StateBadge state={item.state} />
      </span>
      <span role="cell" class="level-cell">
        <span class="number">{item.level}</span>
        <span class="soft">× {item.profile}</span>
      </span>
      <span role="cell" class="owner-cell">
        {item.owner === undefined ? <span class="soft">–</span> : <Name text={item.owner} />}
      </span>
      <span role="cell" class="changed-cell">
        <Time at={item.changedAt} />
      </span>
    </Row>
  );
}

/** Not read yet. */
export function EmptyRow(place: Place): JSX.Element {
  return (
    <Row {...place}>
      <span role="cell" class="soft subject-cell">
        …
      </span>
    </Row>
  );
}

function Row({ at, top, height, children }: Place & { readonly children: JSX.Element | readonly JSX.Element[] }): JSX.Element {
  return (
    <div role="row" aria-rowindex={at + 2} data-at={at} class="subject-row" style={{ transform: `translateY(${top}px)`, height: `${height}px` }}>
      {children}
    </div>
  );
}

const MOST_LABELS = 3;

/** What people said of it: labels, and its description. */
function Says({ item }: { readonly item: Listed }): JSX.Element {
  const labels = Object.entries(item.labels).filter(([name]) => !isForMachines(name));
  const description = item.description ?? '';
  return (
    <span class="says soft">
      {labels.slice(0, MOST_LABELS).map(([name, value]) => (
        <span key={name} class="label-chip">
          <Name text={name} />=<Name text={value} />
        </span>
      ))}
      {labels.length > MOST_LABELS && <span> +{labels.length - MOST_LABELS} </span>}
      {description !== '' && <bdi class="description">{visibleProse(description)}</bdi>}
    </span>
  );
}
