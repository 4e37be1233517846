import type { JSX } from 'preact';
import { PageHead } from '../../kit/page-head.tsx';

export function GatewayPage(): JSX.Element {
  return (
    <div class="stack">
      <PageHead title="Gateway" />
    </div>
  );
}
