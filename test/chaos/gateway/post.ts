import type { EventData } from './moody-function.ts';

/** Send an event as a CloudEvent; gives the status. Undefined where the gateway is gone. */
export async function post(url: string, event: EventData): Promise<number | undefined> {
  const headers = {
    'content-type': 'application/json',
    'ce-specversion': '1.0',
    'ce-type': 't',
    'ce-source': '/chaos',
    'ce-id': event.id,
    ...(event.key === undefined ? {} : { 'ce-partitionkey': event.key }),
  };
  try {
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(event) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined;
  }
}
