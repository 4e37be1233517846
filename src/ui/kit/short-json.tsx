import type { JSX } from 'preact';
import type { JsonValue } from '../../core/json/value.ts';
import { visibleJson } from './visible-text.ts';

interface ShortJsonProps {
  readonly value: JsonValue;
  /** Characters that are shown; the rest is left out, and "…" says so. */
  readonly most: number;
  readonly class?: string;
}

/** A value on one line. */
export function ShortJson({ value, most, ...rest }: ShortJsonProps): JSX.Element {
  const text = visibleJson(JSON.stringify(value));
  return <code class={rest.class}>{text.length > most ? `${text.slice(0, most)}…` : text}</code>;
}
