import type { ChangeType } from '../change.ts';
import type { JsonObject } from '../json/value.ts';

/** A change as the feed sends it: a structured CloudEvent whose `id` is the decimal sequence of the commit. */
export interface ChangeEventResource {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: ChangeType;
  readonly time: string;
  /** The subject or prefix that changed; absent for the registry itself. */
  readonly subject?: string;
  /** Of this change and no other; `id` alone may stand for another change after a restore from a backup. */
  readonly historyid: string;
  readonly datacontenttype: 'application/json';
  readonly data: JsonObject;
}
