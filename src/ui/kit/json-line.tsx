import type { JSX } from 'preact';
import type { JsonLine } from './json-lines.ts';

/** The text of a line, indented. */
export function JsonLineText({ line, marked = false }: { readonly line: JsonLine; readonly marked?: boolean }): JSX.Element {
  const value = <span class={line.type}>{line.text}</span>;
  return (
    <>
      {'  '.repeat(line.depth)}
      {line.name !== undefined && (
        <>
          <span class="name">{line.name}</span>
          {': '}
        </>
      )}
      {marked ? <mark>{value}</mark> : value}
      {line.comma && ','}
    </>
  );
}
