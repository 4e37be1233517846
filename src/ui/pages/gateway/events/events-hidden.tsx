import type { JSX } from 'preact';
import { Empty } from '../../../kit/empty.tsx';
import { WhyNot, type WhyNotProps } from '../may-decide.tsx';

/** They hold what people sent: not everybody who may look at a gateway sees them. */
export function EventsHidden(props: WhyNotProps): JSX.Element {
  return (
    <Empty title="Events are not shown here">
      <p>They hold what people sent, so only admins see them and decide what becomes of them.</p>
      <WhyNot {...props} />
    </Empty>
  );
}
