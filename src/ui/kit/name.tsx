import type { JSX } from 'preact';
import { visible } from './visible.ts';

/** A name that anybody may have given, such as that of a subject: it stays what it is, whatever stands beside it. */
export function Name({ children }: { readonly children: string }): JSX.Element {
  return <bdi class="name-text">{visible(children)}</bdi>;
}
