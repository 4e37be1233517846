import type { JSX } from 'preact';
import { Name } from '../../../kit/name.tsx';
import { visibleName } from '../../../kit/visible-text.ts';

/** "the registry", or the name. */
export function ScopeLabel({ name }: { readonly name: string }): JSX.Element {
  return name === '' ? <>The registry</> : <Name text={name} />;
}

/** The same within a sentence, as text. */
export function scopeText(name: string): string {
  return name === '' ? 'the registry' : visibleName(name);
}
