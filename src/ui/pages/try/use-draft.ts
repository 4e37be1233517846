import { useState } from 'preact/hooks';
import type { EditorDocument } from '../../editor/json-editor.tsx';
import { dropDraft, keepDraft, readDraft, type Draft } from '../../data/draft.ts';

export interface DraftState {
  readonly draft: Draft;
  /** What the editors begin with; other objects when the texts were replaced. */
  readonly documents: { readonly schema: EditorDocument; readonly event: EditorDocument };
  /** It was there when the page opened. */
  readonly isOfBefore: boolean;
  /** False where the browser does not keep it. */
  readonly isKept: boolean;
  /** What somebody typed. */
  readonly type: (changes: Partial<Draft>) => void;
  /** The same, and the editors show it. */
  readonly replace: (changes: Partial<Draft>) => void;
  /** What is in the editor is a version now: what one writes from now on begins with it. */
  readonly published: (version: number | undefined) => void;
  /** Forget it. */
  readonly restart: (start: Draft) => void;
}

/** The draft for a subject: the one that is kept, else `start`. */
export function useDraft(subject: string, start: Draft): DraftState {
  const [kept] = useState(() => readDraft(subject));
  const [draft, setDraft] = useState<Draft>(kept ?? start);
  const [documents, setDocuments] = useState(() => documentsOf(kept ?? start));
  const [isOfBefore, setIsOfBefore] = useState(kept !== undefined && kept.schema !== start.schema);
  const [isKept, setIsKept] = useState(true);
  const change = (changes: Partial<Draft>): void => {
    setDraft((before) => {
      const next = { ...before, ...changes };
      setIsKept(keepDraft(subject, next));
      return next;
    });
  };
  return {
    draft,
    documents,
    isOfBefore,
    isKept,
    type: change,
    replace: (changes) => {
      change(changes);
      setDocuments((before) => ({
        schema: changes.schema === undefined ? before.schema : { text: changes.schema },
        event: changes.event === undefined ? before.event : { text: changes.event },
      }));
    },
    published: (version) => {
      dropDraft(subject);
      setDraft((before) => ({ ...before, base: version }));
      setIsOfBefore(false);
    },
    restart: (next) => {
      dropDraft(subject);
      setDraft(next);
      setDocuments(documentsOf(next));
      setIsOfBefore(false);
    },
  };
}

function documentsOf({ schema, event }: Draft): DraftState['documents'] {
  return { schema: { text: schema }, event: { text: event } };
}
