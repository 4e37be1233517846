import type { JSX } from 'preact';
import type { JsonObject } from '../../../../core/json/value.ts';
import { Link } from '../../../app/link.tsx';
import { href } from '../../../app/address.ts';
import { MarkedJson } from '../../../kit/marked-json.tsx';
import { Name } from '../../../kit/name.tsx';
import { Notice } from '../../../kit/notice.tsx';
import { Time } from '../../../kit/time.tsx';
import { visibleProse } from '../../../kit/visible-text.ts';
import { numberOf, objectOf, objectsOf, textOf } from '../members.ts';
import { EventState } from './event-table.tsx';
import { findingsOf, marksOf } from './event-why.tsx';

/** Where it came from, and where it is on its way. */
export function Facts({ event }: { readonly event: JsonObject }): JSX.Element {
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

/** The data with each finding at its place, or the body as it came. */
export function Contents({ event, why, isRevealed, onReveal }: ContentsProps): JSX.Element {
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
