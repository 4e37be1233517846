import { useState } from 'preact/hooks';
import type { GatewayEventPage, GatewayEventQuery } from '../../../../core/gateway-resources.ts';
import type { JsonObject } from '../../../../core/json/value.ts';
import { registry } from '../../../app/session.ts';
import { useAnswer, type Answer } from '../../../data/use-answer.ts';

export interface EventPages {
  readonly first: Answer<GatewayEventPage>;
  /** Of all pages so far. */
  readonly items: readonly JsonObject[];
  /** Absent where there are no more. */
  readonly more: (() => void) | undefined;
  readonly reload: () => void;
}

interface Rest {
  readonly question: string;
  readonly items: readonly JsonObject[];
  readonly cursor: string | undefined;
}

/** Pages of what a query (JSON) means, one after the other. */
export function useEventPages(gateway: string, question: string): EventPages {
  const query = JSON.parse(question) as GatewayEventQuery;
  const first = useAnswer(`gateway events ${gateway} ${question}`, async () => readPage(gateway, query, undefined));
  const [rest, setRest] = useState<Rest>();
  const known = rest?.question === question ? rest : undefined;
  const cursor = known === undefined ? first.value?.cursor : known.cursor;
  const more = async (): Promise<void> => {
    const page = await readPage(gateway, query, cursor);
    setRest({ question, items: [...(known?.items ?? []), ...page.items], cursor: page.cursor });
  };
  const reload = (): void => {
    setRest(undefined);
    first.reload();
  };
  return {
    first,
    items: [...(first.value?.items ?? []), ...(known?.items ?? [])],
    more: cursor === undefined ? undefined : () => void more(),
    reload,
  };
}

/** A page may be short, or empty, and still have a next one: read on until there is something to show. */
async function readPage(gateway: string, query: GatewayEventQuery, from: string | undefined): Promise<GatewayEventPage> {
  let cursor = from;
  for (;;) {
    const page = await registry().listGatewayEvents(gateway, { ...query, limit: 100, ...(cursor === undefined ? {} : { cursor }) });
    if (page.items.length > 0 || page.cursor === undefined) return page;
    cursor = page.cursor;
  }
}
