import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { JsonObject } from '../../../../core/json/value.ts';
import { Link } from '../../../app/link.tsx';
import { href } from '../../../app/address.ts';
import { registry } from '../../../app/session.ts';
import { useAnswer } from '../../../data/use-answer.ts';
import { Answered } from '../../../kit/answered.tsx';
import { MarkedJson } from '../../../kit/marked-json.tsx';
import { Name } from '../../../kit/name.tsx';
import { Notice } from '../../../kit/notice.tsx';
import { PageHead } from '../../../kit/page-head.tsx';
import { Time } from '../../../kit/time.tsx';
import { visibleProse } from '../../../kit/visible-text.ts';
import { Waiting } from '../../../kit/waiting.tsx';
import { useMayDecide, type ReachableGateway } from '../may-decide.tsx';
import { numberOf, objectOf, objectsOf, textOf } from '../members.ts';
import { DeedDialog } from './deed-dialog.tsx';
import { DEED_NAMES } from './deed-words.ts';
import type { Deed } from './deed.ts';
import { EventState } from './event-table.tsx';
import { findingsOf, marksOf, Why } from './event-why.tsx';
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

function Facts({ event }: { readonly event: JsonObject }): JSX.Element {
  const facts = (['type', 'source', 'cloudEventId', 'key', 'route', 'requestId'] as const).flatMap((name) => {
    const value = textOf(event, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return (
    <section class="panel stack" aria-label="What it is">
      <dl class="facts">
        {facts.map(([name, value]) => (
          <>
            <dt key={name}>{FACTS[name]}</dt>
            <dd>
              {name === 'type' ? (
                <Link to={href(['subjects', value])}>
                  <Name text={value} />
                </Link>
              ) : (
                <Name text={value} />
              )}
            </dd>
          </>
        ))}
        <dt>Received</dt>
        <dd>
          <Time at={textOf(event, 'receivedAt') ?? ''} />, {(numberOf(event, 'bytes') ?? 0).toLocaleString('en')} bytes
        </dd>
      </dl>
      <ul class="plain-list">
        {objectsOf(event, 'deliveries').map((delivery) => (
          <li key={textOf(delivery, 'target') ?? ''} class="row">
            <EventState state={textOf(delivery, 'state') ?? ''} />
            {textOf(delivery, 'target') !== undefined && (
              <span>
                for <Name text={textOf(delivery, 'target') ?? ''} />, {numberOf(delivery, 'attempts') ?? 0} tries
              </span>
            )}
            <span class="soft">{visibleProse(textOf(objectOf(delivery, 'reason') ?? {}, 'detail') ?? '')}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const FACTS = { type: 'Type', source: 'Source', cloudEventId: 'Id', key: 'Order key', route: 'Route', requestId: 'Request' } as const;

interface ContentsProps {
  readonly event: JsonObject;
  readonly why: JsonObject | undefined;
  readonly isRevealed: boolean;
  readonly onReveal: () => void;
}

function Contents({ event, why, isRevealed, onReveal }: ContentsProps): JSX.Element {
  const unreadable = objectOf(event, 'unreadable');
  const body = textOf(objectOf(event, 'request') ?? {}, 'body');
  const reasons = why === undefined ? [] : objectsOf(why, 'events');
  return (
    <section class="panel stack" aria-labelledby="contents">
      <div class="row spread">
        <h2 id="contents">What was sent</h2>
        {!isRevealed && (
          <button type="button" class="button" onClick={onReveal}>
            Show what is hidden
          </button>
        )}
      </div>
      {!isRevealed && (
        <p class="small soft">What is x-sensitive, and what the contract does not name, is hidden. To show it is told to the audit log.</p>
      )}
      {unreadable !== undefined && (
        <Notice tone="bad" title="It cannot be read">
          <p>{visibleProse(textOf(unreadable, 'detail') ?? '')}</p>
        </Notice>
      )}
      {isRevealed && body !== undefined ? (
        <pre class="code" tabIndex={0} role="region" aria-label="The body as it came">
          <code>{visibleProse(body)}</code>
        </pre>
      ) : (
        objectsOf(event, 'events').map((one, at) => (
          <MarkedJson key={at} label="The data of the event" value={one['data'] ?? null} marks={marksOf(findingsOf(reasons[at]))} />
        ))
      )}
    </section>
  );
}
