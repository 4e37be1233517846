import type { JSX } from 'preact';
import { PageHead } from '../../kit/page-head.tsx';

export function CataloguePage(): JSX.Element {
  return (
    <div class="stack">
      <PageHead title="Catalogue" />
    </div>
  );
}
