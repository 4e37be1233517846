import type { JSX } from 'preact';
import { PageHead } from '../../kit/page-head.tsx';

export function SettingsPage(): JSX.Element {
  return (
    <div class="stack">
      <PageHead title="Settings" />
    </div>
  );
}
