import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Problem } from '../kit/notice.tsx';
import { Waiting } from '../kit/waiting.tsx';
import type { Editor } from './create-editor.ts';
import type { EditorMark } from './marks.ts';

/** A text to edit. Another object replaces what is in the editor; what one types since then is told by `onChange` only. */
export interface EditorDocument {
  readonly text: string;
}

interface JsonEditorProps {
  readonly label: string;
  readonly kind: 'schema' | 'event';
  readonly document: EditorDocument;
  readonly onChange: (text: string) => void;
  readonly marks: readonly EditorMark[];
  /** Set to go there; each new object goes once. */
  readonly goTo?: { readonly mark: EditorMark } | undefined;
}

/** An editor of JSON that is loaded when it is shown first. */
export function JsonEditor({ label, kind, document, onChange, marks, goTo }: JsonEditorProps): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<Editor>();
  const [problem, setProblem] = useState<unknown>();
  const heard = useRef(onChange);
  heard.current = onChange;
  const current = useRef(document);
  current.current = document;
  useEffect(() => {
    let made: Editor | undefined;
    let isGone = false;
    import('./create-editor.ts').then(({ createEditor }) => {
      if (isGone || host.current === null) return;
      made = createEditor({ host: host.current, label, kind, text: current.current.text, onChange: (next) => heard.current(next) });
      setEditor(made);
    }, setProblem);
    return () => {
      isGone = true;
      made?.destroy();
      setEditor(undefined);
    };
  }, [label, kind]);
  useEffect(() => editor?.setText(document.text), [editor, document]);
  useEffect(() => editor?.setMarks(marks), [editor, marks]);
  useEffect(() => {
    if (goTo !== undefined) editor?.goTo(goTo.mark);
  }, [editor, goTo]);
  return (
    <div class={`editor ${kind}`}>
      <div ref={host} class="editor-host" />
      {editor === undefined && problem === undefined && <Waiting what="the editor" />}
      {problem !== undefined && <Problem problem={problem} retry={() => window.location.reload()} />}
    </div>
  );
}
