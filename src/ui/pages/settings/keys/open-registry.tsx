import type { JSX } from 'preact';
import { Notice } from '../../../kit/notice.tsx';
import { Source } from '../../../kit/source.tsx';

const COMMANDS = `sluice keys create --dir .sluice-data --name admin --scope admin
sluice serve --dir .sluice-data --auth keys`;

/** Whoever opens this without a key is everybody: what that means, and how it ends. */
export function OpenRegistry(): JSX.Element {
  return (
    <Notice tone="unsure" title="This registry is open: it asks nobody for a key">
      <p>
        Whoever reaches it may do everything, also make keys here, which change nothing yet. To ask for keys, make one for yourself first, then start
        the registry with <code>--auth keys</code>:
      </p>
      <Source text={COMMANDS} what="the commands" />
    </Notice>
  );
}
