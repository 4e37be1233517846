import type { ComponentChildren, JSX } from 'preact';
import type { JsonValue } from '../../core/json/value.ts';
import { visibleProse } from './visible-text.ts';

/** A place to point out, by JSON Pointer; `what` is told to those who do not see the colour. */
export interface Mark {
  readonly pointer: string;
  readonly tone: 'bad' | 'good';
  readonly what: string;
}

interface JsonCodeProps {
  readonly value: JsonValue;
  readonly label: string;
  readonly marks?: readonly Mark[];
}

/** A document as indented text, with places pointed out. Everything in it is text, whatever it says. */
export function JsonCode({ value, label, marks = [] }: JsonCodeProps): JSX.Element {
  const byPointer = new Map(marks.map((mark) => [mark.pointer, mark]));
  return (
    // Scrolls, so it can be reached by keyboard.
    <pre class="code" tabIndex={0} role="region" aria-label={label}>
      <code>{print(value, { pointer: '', indent: '', byPointer })}</code>
    </pre>
  );
}

interface Place {
  readonly pointer: string;
  readonly indent: string;
  readonly byPointer: ReadonlyMap<string, Mark>;
}

function print(value: JsonValue, place: Place): ComponentChildren {
  return marked(place, bare(value, place));
}

function bare(value: JsonValue, place: Place): ComponentChildren {
  if (Array.isArray(value))
    return list(
      '[',
      ']',
      value.map((item, at) => print(item, step(place, String(at)))),
      place,
    );
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value as Readonly<Record<string, JsonValue>>).map(([name, member]) => [
      <span key="name" class="name">
        {visibleProse(JSON.stringify(name))}
      </span>,
      ': ',
      print(member, step(place, name)),
    ]);
    return list('{', '}', members, place);
  }
  return <span class={typeof value === 'string' ? 'string' : 'scalar'}>{visibleProse(JSON.stringify(value))}</span>;
}

function list(open: string, close: string, items: readonly ComponentChildren[], { indent }: Place): ComponentChildren {
  if (items.length === 0) return open + close;
  return [open, ...items.map((item, at) => [`\n${indent}  `, item, at === items.length - 1 ? '' : ',']), `\n${indent}${close}`];
}

function marked({ pointer, byPointer }: Place, children: ComponentChildren): ComponentChildren {
  const mark = byPointer.get(pointer);
  if (mark === undefined) return children;
  return (
    <mark class={mark.tone} title={mark.what}>
      {children}
      <span class="hidden-text"> ({mark.what})</span>
    </mark>
  );
}

function step({ pointer, indent, byPointer }: Place, token: string): Place {
  return { pointer: `${pointer}/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`, indent: `${indent}  `, byPointer };
}
