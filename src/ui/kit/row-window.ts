export interface RowWindowInput {
  /** How far the top of the rows is above the top of what is seen, in px; negative while it is below. */
  readonly above: number;
  /** Height of what is seen, in px. */
  readonly height: number;
  readonly rowHeight: number;
  readonly count: number;
}

/** Rows drawn beyond either edge, so that a step of the keyboard or of the wheel finds them there. */
const MARGIN = 12;

/** Which rows of equal height are worth drawing: from `first` to before `last`. */
export function rowWindow({ above, height, rowHeight, count }: RowWindowInput): { readonly first: number; readonly last: number } {
  const first = Math.floor(above / rowHeight) - MARGIN;
  const last = Math.ceil((above + height) / rowHeight) + MARGIN;
  return { first: clamp(first, count), last: clamp(last, count) };
}

function clamp(at: number, count: number): number {
  return Math.min(Math.max(at, 0), count);
}
