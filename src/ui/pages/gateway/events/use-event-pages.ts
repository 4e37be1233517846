import type { GatewayEventPage, GatewayEventQuery } from '../../../../core/gateway-resources.ts';
import type { JsonObject } from '../../../../core/json/value.ts';
import { registry } from '../../../app/session.ts';
import { usePages, type Pages } from '../../../data/use-pages.ts';

/** What a query (JSON) means, oldest first. The gateway gives 200 at once at most. */
export function useEventPages(gateway: string, question: string): Pages<JsonObject> {
  const query = JSON.parse(question) as GatewayEventQuery;
  return usePages(`gateway events ${gateway} ${question}`, async ({ cursor, limit }) =>
    readPage(gateway, { ...query, limit: Math.min(limit, 200) }, cursor),
  );
}

/** A page may be short, or empty, and still have a next one: read on until there is something to show. */
async function readPage(gateway: string, query: GatewayEventQuery, from: string | undefined): Promise<GatewayEventPage> {
  let cursor = from;
  for (;;) {
    const page = await registry().listGatewayEvents(gateway, { ...query, ...(cursor === undefined ? {} : { cursor }) });
    if (page.items.length > 0 || page.cursor === undefined) return page;
    cursor = page.cursor;
  }
}
