import type { ComponentChildren, JSX } from 'preact';
import { useEffect } from 'preact/hooks';

interface PageHeadProps {
  /** Heading of the page and title of the window. */
  readonly title: string;
  /** Where it is: links to what is above it. */
  readonly above?: ComponentChildren;
  /** What can be done here. */
  readonly children?: ComponentChildren;
}

export function PageHead({ title, above, children }: PageHeadProps): JSX.Element {
  useEffect(() => {
    document.title = `${title} · Sluice`;
  }, [title]);
  return (
    <div class="page-head">
      <div>
        {above !== undefined && <div class="crumbs">{above}</div>}
        <h1>{title}</h1>
      </div>
      {children !== undefined && <div class="row">{children}</div>}
    </div>
  );
}
