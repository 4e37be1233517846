import type { JSX } from 'preact';
import { visibleName } from './visible-text.ts';

type NameProps = { readonly text: string } | { readonly children: string };

/** A name that somebody gave: it turns no text around it, and hides no character. */
export function Name(props: NameProps): JSX.Element {
  return <bdi>{visibleName('text' in props ? props.text : props.children)}</bdi>;
}
