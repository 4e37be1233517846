import type { JSX } from 'preact';
import { Name } from '../../kit/name.tsx';
import { Notice } from '../../kit/notice.tsx';
import type { Draft } from '../../data/draft.ts';
import type { DraftState } from './use-draft.ts';

interface DraftNotesProps {
  readonly state: DraftState;
  readonly start: Draft;
  readonly subject: string;
  /** Of the subject; undefined where there is no version, or no such subject. */
  readonly newest: number | undefined;
  readonly isNew: boolean;
}

/** What one should know of the text in the editor: that it is a draft of before, or that there is no such subject yet. */
export function DraftNotes({ state, start, subject, newest, isNew }: DraftNotesProps): JSX.Element {
  const { draft } = state;
  return (
    <>
      {isNew && (
        <Notice title="A new subject">
          <p>
            There is no <Name text={subject} /> yet. What you publish becomes its first version.
          </p>
        </Notice>
      )}
      {state.isOfBefore && (
        <Notice title="This is your draft of before">
          <p>
            {draft.base === undefined ? 'It was begun when there was no version.' : `It was begun from version ${draft.base}.`}
            {newest !== undefined && newest !== draft.base && ` The newest is ${newest} now.`} It is kept in this tab only.
          </p>
          <div class="row">
            <button type="button" class="button" onClick={() => state.restart(start)}>
              {start.base === undefined ? 'Start again' : `Start again from version ${start.base}`}
            </button>
          </div>
        </Notice>
      )}
      {!state.isKept && (
        <Notice tone="unsure" title="This browser does not keep your draft">
          <p>It is lost when you leave or reload the page: copy it first.</p>
        </Notice>
      )}
    </>
  );
}
