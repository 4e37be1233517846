/** A place in the text of an editor, and what is to be said of it. */
export interface EditorMark {
  readonly place: { readonly kind: 'pointer'; readonly pointer: string } | { readonly kind: 'offset'; readonly offset: number };
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
}
