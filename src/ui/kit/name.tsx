import type { JSX } from 'preact';
import { visibleName } from './visible-text.ts';

/** A name that somebody gave: it turns no text around it, and hides no character. */
export function Name({ text }: { readonly text: string }): JSX.Element {
  return <bdi>{visibleName(text)}</bdi>;
}
