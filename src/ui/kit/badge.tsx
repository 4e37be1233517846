import type { ComponentChildren, JSX } from 'preact';
import type { VersionState } from '../../core/version.ts';

export type BadgeTone = 'plain' | 'good' | 'bad' | 'unsure' | 'accent';

export function Badge({
  tone = 'plain',
  children,
  title,
}: {
  readonly tone?: BadgeTone;
  readonly children: ComponentChildren;
  readonly title?: string;
}): JSX.Element {
  return (
    <span class={`badge ${tone}`} title={title}>
      {children}
    </span>
  );
}

const TONES: Readonly<Record<VersionState, BadgeTone>> = { active: 'good', deprecated: 'unsure', retired: 'bad' };

export function StateBadge({ state }: { readonly state: VersionState }): JSX.Element {
  return <Badge tone={TONES[state]}>{state}</Badge>;
}
