import { changeKindOf, type ChangeKind, type FormatMode, type Profile } from '../src/core/compatibility.ts';
import type { FormatDocument } from '../src/core/schema-document.ts';
import type { Verdict } from '../src/core/verdict.ts';
import type { Format } from '../src/formats/format.ts';

/** What a change means for events, as a registry would record it: the verdicts of both directions in one word. */
export async function changeKind(
  format: Pick<Format, 'compare'>,
  [before, after]: readonly [FormatDocument, FormatDocument],
  { profile, formats = 'annotate' }: { readonly profile: Profile; readonly formats?: FormatMode },
): Promise<ChangeKind> {
  const ask = (writer: FormatDocument, reader: FormatDocument, question: 'contains' | 'narrowed'): Promise<Verdict> =>
    format.compare(writer, reader, { profile, formats, question });
  const backward = await ask(before, after, 'contains');
  const forward = await ask(after, before, 'contains');
  const isFull = backward.kind === 'contained' && forward.kind === 'contained';
  const isSame = async (): Promise<boolean> =>
    (await ask(after, before, 'narrowed')).kind === 'contained' && (await ask(before, after, 'narrowed')).kind === 'contained';
  return changeKindOf(backward.kind, forward.kind, isFull && (profile === 'strict' || (await isSame())));
}
