import type { ChangeRecord } from './change.ts';
import type { ChangeEventResource } from './resources.ts';

/** A change as the feed and webhooks send it: a structured CloudEvent. It has no `dataschema`, for no schema of its data is published. */
export function toCloudEvent({ sequence, historyId, type, name, time, data }: ChangeRecord): ChangeEventResource {
  return {
    specversion: '1.0',
    id: String(sequence),
    source: '/api/v1/changes',
    type,
    time,
    ...(name === '' ? {} : { subject: name }),
    historyid: historyId,
    datacontenttype: 'application/json',
    data,
  };
}
