import type { JSX } from 'preact';
import { PageHead } from '../../kit/page-head.tsx';

export function SubjectPage(): JSX.Element {
  return (
    <div class="stack">
      <PageHead title="Subject" />
    </div>
  );
}
