import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { JsonObject } from '../../../../core/json/value.ts';
import { registry } from '../../../app/session.ts';
import { useAnswer } from '../../../data/use-answer.ts';
import { Empty } from '../../../kit/empty.tsx';
import { Problem } from '../../../kit/notice.tsx';
import { Waiting } from '../../../kit/waiting.tsx';
import { useMayDecide, type ReachableGateway } from '../may-decide.tsx';
import { numberOf, textOf } from '../members.ts';
import { choiceIn, choiceText, queryOf, requestOf, STUCK, type Choice } from './event-choice.ts';
import { DeedDialog } from './deed-dialog.tsx';
import { DEED_NAMES } from './deed-words.ts';
import type { Deed } from './deed.ts';
import { EventFilter } from './event-filter.tsx';
import { EventsHidden } from './events-hidden.tsx';
import { EventTable } from './event-table.tsx';
import { useEventPages } from './use-event-pages.ts';

interface EventsPanelProps {
  readonly gateway: ReachableGateway;
  readonly query: URLSearchParams;
}

/** What the gateway keeps until a person decides. */
export function EventsPanel({ gateway, query }: EventsPanelProps): JSX.Element {
  const may = useMayDecide(gateway);
  if (!gateway.storesEvents) return <NothingKept />;
  if (may === 'unknown') return <Waiting what="what you may see" />;
  if (may !== 'yes') return <EventsHidden name={gateway.name} because={may} />;
  return <KeptEvents gateway={gateway.name} choice={choiceIn(query)} />;
}

function KeptEvents({ gateway, choice }: { readonly gateway: string; readonly choice: Choice }): JSX.Element {
  const question = JSON.stringify(queryOf(choice));
  const counts = useAnswer(`gateway counts ${gateway}`, async () => registry().countGatewayEvents(gateway));
  const pages = useEventPages(gateway, question);
  const [ticked, setTicked] = useState<ReadonlySet<number>>(new Set());
  // What is ticked is among what is shown: something is done with it by its number.
  useEffect(() => setTicked(new Set()), [question]);
  const [deed, setDeed] = useState<Deed['kind']>();
  const ids = [...ticked];
  const shown = pages.items ?? [];
  const close = (hasChanged: boolean): void => {
    setDeed(undefined);
    if (!hasChanged) return;
    setTicked(new Set());
    counts.reload();
    pages.reload();
  };
  return (
    <div class="stack">
      <EventFilter choice={choice} counts={counts.value?.items ?? []} />
      <div class="row spread">
        <div class="row">
          {(Object.keys(DEED_NAMES) as Deed['kind'][]).map((kind) => (
            <button
              key={kind}
              type="button"
              class={`button ${kind === 'discard' ? 'danger' : ''}`}
              disabled={shown.length === 0}
              onClick={() => setDeed(kind)}
            >
              {DEED_NAMES[kind]} {ids.length === 0 ? 'all of these' : `${ids.length} ticked`} …
            </button>
          ))}
        </div>
        <button type="button" class="button" onClick={() => [counts.reload(), pages.reload()]}>
          Look again
        </button>
      </div>
      {pages.problem !== undefined && <Problem problem={pages.problem} retry={pages.reload} />}
      {pages.items === undefined ? (
        pages.problem === undefined && <Waiting what="the events" />
      ) : shown.length === 0 ? (
        <NothingWaits isNarrow={question !== '{}'} />
      ) : (
        <EventTable gateway={gateway} items={shown} ticked={ticked} onTick={setTicked} more={pages.hasMore ? () => pages.more(200) : undefined} />
      )}
      {deed !== undefined && (
        <DeedDialog
          gateway={gateway}
          kind={deed}
          choice={requestOf(choice, ids)}
          about={choiceText(choice, ids)}
          total={ids.length > 0 ? ids.length : totalOf(choice, counts.value?.items)}
          subject={subjectOf(choice, shown, ticked)}
          onClose={close}
        />
      )}
    </div>
  );
}

/** Where the filter says more than the counts know, how many that are is not known. */
function totalOf({ state, filters: { type, route, target, ...others } }: Choice, counts: readonly JsonObject[] | undefined): number | undefined {
  if (counts === undefined || Object.keys(others).length > 0) return undefined;
  const wanted = Object.entries({ state, type, route, target }).filter(([, value]) => value !== undefined);
  return counts
    .filter((count) => STUCK.some((one) => one === textOf(count, 'state')) && wanted.every(([name, value]) => textOf(count, name) === value))
    .reduce((sum, count) => sum + (numberOf(count, 'count') ?? 0), 0);
}

function subjectOf({ filters }: Choice, items: readonly JsonObject[], ticked: ReadonlySet<number>): string | undefined {
  if (filters.type !== undefined) return filters.type;
  const meant = ticked.size === 0 ? items : items.filter((item) => ticked.has(numberOf(item, 'id') ?? -1));
  const types = new Set(meant.map((item) => textOf(item, 'type')));
  return types.size === 1 ? [...types][0] : undefined;
}

function NothingWaits({ isNarrow }: { readonly isNarrow: boolean }): JSX.Element {
  return isNarrow ? (
    <Empty title="Nothing matches">
      <p>Take something out of the filter.</p>
    </Empty>
  ) : (
    <Empty title="Nothing waits for a person">
      <p>
        Events that are not valid are held here where a route says <code>onInvalid: hold</code>; deliveries that a function refused, or that failed
        too often, are here as dead or parked.
      </p>
    </Empty>
  );
}

function NothingKept(): JSX.Element {
  return (
    <Empty title="This gateway keeps no events">
      <p>
        A route that does says so in the configuration of the gateway; what is answered with 202 then is delivered, or is here until a person decides:
      </p>
      <pre class="code">
        <code>{'{ "path": "/orders", "source": { "kind": "cloudevents" }, "dispatch": "durable", "onInvalid": "hold", "targets": [ … ] }'}</code>
      </pre>
    </Empty>
  );
}
