import { RegistryError } from '../../../core/errors.ts';
import { parseJson } from '../../../core/json/parse.ts';
import type { ExactValue } from '../../../core/json/value.ts';
import type { EditorMark } from '../../editor/marks.ts';

/** What a text is: a document, or a fault with its place. */
export type Reading = { readonly kind: 'value'; readonly value: ExactValue } | { readonly kind: 'fault'; readonly mark: EditorMark };

/** Read a JSON text as the registry does, so that what is wrong with it is said at once, with line and column. */
export function readText(text: string): Reading {
  try {
    return { kind: 'value', value: parseJson(text) };
  } catch (thrown) {
    return { kind: 'fault', mark: syntaxMark(thrown) };
  }
}

function syntaxMark(thrown: unknown): EditorMark {
  const error = RegistryError.from(thrown);
  const { offset } = error.data;
  return { place: { kind: 'offset', offset: typeof offset === 'number' ? offset : 0 }, severity: 'error', message: error.message };
}

/** Where in the schema a refusal of the registry points; undefined where it is about something else. */
export function refusalMark(thrown: unknown): EditorMark | undefined {
  if (!(thrown instanceof RegistryError)) return undefined;
  const { offset, pointer } = thrown.data;
  const message = thrown.message;
  if (typeof pointer === 'string') return { place: { kind: 'pointer', pointer }, severity: 'error', message };
  return typeof offset === 'number' ? { place: { kind: 'offset', offset }, severity: 'error', message } : undefined;
}
