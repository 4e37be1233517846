import type { ComponentChildren, JSX } from 'preact';

/** Where nothing is yet: what would be here, and how it comes here. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ComponentChildren }): JSX.Element {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}
