import type { JSX } from 'preact';
import { locateInJson, placeAt } from '../../../core/json/parse.ts';
import type { EditorMark } from '../../editor/marks.ts';
import { Badge } from '../../kit/badge.tsx';
import { visibleProse } from '../../kit/visible-text.ts';

interface MarkListProps {
  readonly text: string;
  readonly marks: readonly EditorMark[];
  readonly label: string;
  readonly onGo: (mark: EditorMark) => void;
}

/** Marks that are listed: more nobody mends at once. */
const MOST = 10;

/** What is marked in an editor, with line and column, to go there. */
export function MarkList({ text, marks, label, onGo }: MarkListProps): JSX.Element | null {
  if (marks.length === 0) return null;
  return (
    <ul class="findings marks" aria-label={label}>
      {marks.slice(0, MOST).map((mark, at) => (
        <li key={at} class="row">
          <Badge tone={mark.severity === 'error' ? 'bad' : 'unsure'}>{mark.severity}</Badge>
          <button type="button" class="link" onClick={() => onGo(mark)}>
            {placeWords(text, mark)}
          </button>
          <span>{visibleProse(mark.message)}</span>
        </li>
      ))}
      {marks.length > MOST && <li class="soft small">{marks.length - MOST} more are marked in the text.</li>}
    </ul>
  );
}

function placeWords(text: string, { place }: EditorMark): string {
  const found = place.kind === 'offset' ? placeAt(text, place.offset) : locateInJson(text, place.pointer);
  return found === undefined ? 'somewhere' : `Line ${found.line}, column ${found.column}`;
}
