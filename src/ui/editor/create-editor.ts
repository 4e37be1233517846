import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { completeSchema } from './complete.ts';
import type { EditorMark } from './marks.ts';
import { REPLACE_INPUT } from './replace-input.ts';
import { THEME } from './theme.ts';
import { rangeAt } from './tree.ts';

export interface EditorOptions {
  /** Empty; becomes the host of a shadow tree: there the policy of the pages lets the editor have styles. */
  readonly host: HTMLElement;
  readonly label: string;
  readonly text: string;
  /** `schema` proposes keywords. */
  readonly kind: 'schema' | 'event';
  readonly onChange: (text: string) => void;
}

export interface Editor {
  /** Replace the text, as one step that can be undone; nothing happens where it is the same. */
  setText(text: string): void;
  setMarks(marks: readonly EditorMark[]): void;
  /** Put the cursor at a mark and scroll there. */
  goTo(mark: EditorMark): void;
  destroy(): void;
}

/** An editor of JSON. Tab is not taken, so that the keyboard gets out of it. */
export function createEditor({ host, label, text, kind, onChange }: EditorOptions): Editor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({ doc: text, extensions: [EXTENSIONS, kind === 'schema' ? SCHEMA : [], labelled(label), heard(onChange)] }),
  });
  return {
    setText: (next) => {
      const before = view.state.doc.toString();
      if (before !== next) view.dispatch({ changes: { from: 0, to: before.length, insert: next } });
    },
    setMarks: (marks) =>
      view.dispatch(
        setDiagnostics(
          view.state,
          marks.map((mark) => toDiagnostic(view.state, mark)),
        ),
      ),
    goTo: (mark) => {
      const { from } = rangeOf(view.state, mark);
      view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}

const EXTENSIONS: Extension = [
  lineNumbers(),
  highlightActiveLineGutter(),
  highlightSpecialChars(),
  history(),
  foldGutter({ openText: '▾', closedText: '▸' }),
  drawSelection(),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  highlightActiveLine(),
  lintGutter(),
  json(),
  EditorView.lineWrapping,
  REPLACE_INPUT,
  keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...foldKeymap, ...completionKeymap, ...lintKeymap]),
  THEME,
];

const SCHEMA: Extension = autocompletion({ override: [completeSchema], icons: false });

function labelled(label: string): Extension {
  return EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' });
}

function heard(onChange: (text: string) => void): Extension {
  return EditorView.updateListener.of(({ docChanged, state }) => {
    if (docChanged) onChange(state.doc.toString());
  });
}

function toDiagnostic(state: EditorState, mark: EditorMark): Diagnostic {
  return { ...rangeOf(state, mark), severity: mark.severity, message: mark.message };
}

function rangeOf(state: EditorState, { place }: EditorMark): { readonly from: number; readonly to: number } {
  if (place.kind === 'pointer') return rangeAt(state, place.pointer);
  const from = Math.min(place.offset, state.doc.length);
  return { from: from === state.doc.length ? Math.max(0, from - 1) : from, to: Math.min(from + 1, state.doc.length) };
}
