import type { JSX } from 'preact';
import type { ChangeKind } from '../../../core/compatibility.ts';
import type { VersionHeadResource } from '../../../core/resources.ts';
import { Badge, type BadgeTone } from '../../kit/badge.tsx';

const KINDS: Readonly<Record<ChangeKind, { readonly tone: BadgeTone; readonly means: string }>> = {
  equal: { tone: 'good', means: 'the same events as before' },
  full: { tone: 'good', means: 'either reads what the other writes' },
  backward: { tone: 'accent', means: 'reads what the version before writes, not the other way round' },
  forward: { tone: 'accent', means: 'the version before reads what this one writes, not the other way round' },
  breaking: { tone: 'bad', means: 'neither reads all that the other writes' },
  undecided: { tone: 'unsure', means: 'neither a proof nor an event that breaks was found' },
};

/** How a version differs from the one that it came after. */
export function ChangeKindBadge({ version: { changeKind, change } }: { readonly version: VersionHeadResource }): JSX.Element {
  if (changeKind === null) return <Badge title="There was no version before it">first</Badge>;
  const { tone, means } = KINDS[changeKind];
  const against = change === undefined ? '' : ` against version ${change.against}, ${change.profile}`;
  return (
    <Badge tone={tone} title={`${means}${against}`}>
      {changeKind}
    </Badge>
  );
}
