import type { ComponentChildren, JSX } from 'preact';
import type { VersionHeadResource } from '../../../core/resources.ts';
import type { VersionState } from '../../../core/version.ts';
import { Link } from '../../app/link.tsx';
import { href } from '../../app/address.ts';
import { Badge, StateBadge } from '../../kit/badge.tsx';
import { Name } from '../../kit/name.tsx';
import { Time } from '../../kit/time.tsx';
import { visibleProse } from '../../kit/visible-text.ts';
import { ChangeKindBadge } from './change-kind.tsx';
import type { Sighting } from './sightings.ts';

interface VersionRowProps {
  readonly version: VersionHeadResource;
  /** The version registered before it. */
  readonly before: VersionHeadResource | undefined;
  readonly isLatest: boolean;
  readonly isShown: boolean;
  /** Undefined where no gateway was asked. */
  readonly seen: Sighting | undefined;
  readonly mayWrite: boolean;
  /** Ask for another state. */
  readonly ask: (state: VersionState) => void;
}

export function VersionRow({ version, before, isLatest, isShown, seen, mayWrite, ask }: VersionRowProps): JSX.Element {
  const { subject, version: number, semver, line } = version;
  return (
    <tr role="row" class={isShown ? 'shown' : ''}>
      <th role="rowheader" scope="row">
        <Link to={href(['subjects', subject], { version: number })} current={isShown}>
          {semver}
        </Link>{' '}
        {isLatest && <Badge tone="accent">latest</Badge>}
        <div class="small soft">
          version {number}, line {line}
        </div>
      </th>
      <td role="cell" data-label="Change">
        <ChangeKindBadge version={version} />
        {version.change !== undefined && (
          <div class="small soft">
            to version {version.change.against}, {version.change.profile}
          </div>
        )}
        {version.allowedBreaking !== undefined && <Reason what="Broke on purpose" reason={version.allowedBreaking.reason} />}
        {version.overriddenUndecided !== undefined && <Reason what="Undecided, and registered" reason={version.overriddenUndecided.reason} />}
      </td>
      <td role="cell" data-label="State">
        <StateBadge state={version.state} />
        <StateFacts version={version} />
      </td>
      <td role="cell" data-label="Registered">
        <Time at={version.createdAt} />
        <div class="small soft">
          by <Name text={version.createdBy} />
        </div>
      </td>
      {seen !== undefined && (
        <td role="cell" data-label="Last seen at a gate">
          <Seen seen={seen} />
        </td>
      )}
      <td role="cell">
        <div class="row actions">
          {before !== undefined && (
            <Link
              class="button"
              to={href(['diff'], { subject, from: before.version, to: number })}
              label={`Compare version ${number} with version ${before.version}`}
            >
              Compare
            </Link>
          )}
          {mayWrite && <StateButtons version={version} ask={ask} />}
        </div>
      </td>
    </tr>
  );
}

function StateButtons({
  version: { state, version },
  ask,
}: {
  readonly version: VersionHeadResource;
  readonly ask: (state: VersionState) => void;
}): JSX.Element {
  const button = (to: VersionState, label: string): JSX.Element => (
    <button type="button" class="button" aria-label={`${label} version ${version}`} onClick={() => ask(to)}>
      {label}
    </button>
  );
  return (
    <>
      {state === 'active' ? button('deprecated', 'Deprecate') : button('active', state === 'retired' ? 'Bring back' : 'Undeprecate')}
      {state !== 'retired' && button('retired', 'Retire')}
    </>
  );
}

function StateFacts({ version: { state, stateReason, deprecatedAt, sunset, successor } }: { readonly version: VersionHeadResource }): JSX.Element {
  return (
    <div class="small soft">
      {state === 'deprecated' && deprecatedAt !== undefined && (
        <Line>
          since <Time at={deprecatedAt} />
        </Line>
      )}
      {sunset !== undefined && (
        <Line>
          until <Time at={sunset} />
        </Line>
      )}
      {successor !== undefined && <Line>use version {successor}</Line>}
      {stateReason !== undefined && <Quote text={stateReason} />}
    </div>
  );
}

function Reason({ what, reason }: { readonly what: string; readonly reason: string }): JSX.Element {
  return (
    <div class="small soft">
      {what}: <Quote text={reason} />
    </div>
  );
}

function Quote({ text }: { readonly text: string }): JSX.Element {
  return <q class="reason">{visibleProse(text)}</q>;
}

function Line({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return <div>{children}</div>;
}

function Seen({ seen: { lastAccepted, accepted, invalid } }: { readonly seen: Sighting }): JSX.Element {
  if (accepted === 0 && invalid === 0) return <span class="soft">not seen</span>;
  return (
    <>
      {lastAccepted === undefined ? <span class="soft">none accepted</span> : <Time at={lastAccepted} />}
      <div class="small soft">
        {accepted.toLocaleString('en')} accepted
        {invalid > 0 && `, ${invalid.toLocaleString('en')} refused`}
      </div>
    </>
  );
}
