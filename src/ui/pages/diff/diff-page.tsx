import type { JSX } from 'preact';
import { PageHead } from '../../kit/page-head.tsx';

export function DiffPage(): JSX.Element {
  return (
    <div class="stack">
      <PageHead title="Diff" />
    </div>
  );
}
