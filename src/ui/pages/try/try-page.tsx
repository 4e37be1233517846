import type { JSX } from 'preact';
import { PageHead } from '../../kit/page-head.tsx';

export function TryPage(): JSX.Element {
  return (
    <div class="stack">
      <PageHead title="Try" />
    </div>
  );
}
