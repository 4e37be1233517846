import type { ComponentChildren, JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { visibleName } from './visible-text.ts';

interface PageHeadProps {
  /** Heading of the page and title of the window; may be anybody's text. */
  readonly title: string;
  /** Where it is: links to what is above it. */
  readonly above?: ComponentChildren;
  /** What can be done here. */
  readonly children?: ComponentChildren;
}

export function PageHead({ title, above, children }: PageHeadProps): JSX.Element {
  const shown = visibleName(title);
  useEffect(() => {
    document.title = `${shown} · Sluice`;
  }, [shown]);
  return (
    <div class="page-head">
      <div>
        {above !== undefined && <div class="crumbs">{above}</div>}
        <h1>
          <bdi>{shown}</bdi>
        </h1>
      </div>
      {children !== undefined && <div class="row">{children}</div>}
    </div>
  );
}
