import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Link } from '../../../app/link.tsx';
import { href } from '../../../app/address.ts';
import { registry } from '../../../app/session.ts';
import { useAnswer } from '../../../data/use-answer.ts';
import { Answered } from '../../../kit/answered.tsx';
import { Name } from '../../../kit/name.tsx';
import { PageHead } from '../../../kit/page-head.tsx';
import { Waiting } from '../../../kit/waiting.tsx';
import { useMayDecide, type ReachableGateway } from '../may-decide.tsx';
import { textOf } from '../members.ts';
import { DeedDialog } from './deed-dialog.tsx';
import { DEED_NAMES } from './deed-words.ts';
import type { Deed } from './deed.ts';
import { Contents, Facts } from './event-contents.tsx';
import { Why } from './event-why.tsx';
import { EventsHidden } from './events-hidden.tsx';

/** One event that is kept, for who may see it. */
export function EventView({ gateway, id }: { readonly gateway: ReachableGateway; readonly id: number }): JSX.Element {
  const may = useMayDecide(gateway);
  if (may === 'yes') return <KeptEvent gateway={gateway.name} id={id} />;
  return (
    <div class="stack">
      <PageHead title={`Event ${id}`} above={<Above gateway={gateway.name} />} />
      {may === 'unknown' ? <Waiting what="what you may see" /> : <EventsHidden name={gateway.name} because={may} />}
    </div>
  );
}

/** What it is, why it is where it is, and what can be done. */
function KeptEvent({ gateway, id }: { readonly gateway: string; readonly id: number }): JSX.Element {
  const [isRevealed, setIsRevealed] = useState(false);
  const [deed, setDeed] = useState<Deed['kind']>();
  const [version, setVersion] = useState<number>();
  const question = `gateway event ${gateway} ${id}`;
  // What is not hidden is read anew each time, and told to the audit log each time.
  const event = useAnswer(isRevealed ? `${question} whole` : question, async () =>
    registry().getGatewayEvent(gateway, id, isRevealed ? { reveal: true } : {}),
  );
  const why = useAnswer(`${question} why ${version ?? ''}`, async () =>
    registry().explainGatewayEvent(gateway, id, version === undefined ? {} : { version }),
  );
  const type = event.value === undefined ? undefined : textOf(event.value, 'type');
  const close = (hasChanged: boolean): void => {
    setDeed(undefined);
    if (!hasChanged) return;
    event.reload();
    why.reload();
  };
  return (
    <div class="stack">
      <PageHead title={`Event ${id}`} above={<Above gateway={gateway} />}>
        {(Object.keys(DEED_NAMES) as Deed['kind'][]).map((kind) => (
          <button key={kind} type="button" class={`button ${kind === 'discard' ? 'danger' : ''}`} onClick={() => setDeed(kind)}>
            {DEED_NAMES[kind]} …
          </button>
        ))}
      </PageHead>
      <Answered answer={event} what="the event">
        {(shown) => (
          <>
            <Facts event={shown} />
            <Answered answer={why} what="why it is here">
              {(reasons) => <Why why={reasons} onVersion={setVersion} />}
            </Answered>
            <Contents event={shown} why={why.value} isRevealed={isRevealed} onReveal={() => setIsRevealed(true)} />
          </>
        )}
      </Answered>
      {deed !== undefined && (
        <DeedDialog gateway={gateway} kind={deed} choice={{ ids: [id] }} about={`event ${id}`} total={1} subject={type} onClose={close} />
      )}
    </div>
  );
}

function Above({ gateway }: { readonly gateway: string }): JSX.Element {
  return (
    <>
      <Link to={href(['gateways'])}>Gateways</Link> /{' '}
      <Link to={href(['gateways', gateway], { tab: 'events' })}>
        <Name text={gateway} />
      </Link>
    </>
  );
}
