import type { WebhookFilter } from '../../../../core/webhook.ts';
import { visibleName } from '../../../kit/visible-text.ts';

/** An address as it is shown in lists: a long one is cut in its path, never in its host. */
export function addressOf(url: string): string {
  const MOST = 60;
  return url.length <= MOST ? url : `${url.slice(0, Math.max(MOST, hostEnd(url)))}…`;
}

function hostEnd(url: string): number {
  const start = url.indexOf('//') + 2;
  const end = url.indexOf('/', start);
  return end === -1 ? url.length : end;
}

/** "every change", "2 types of change below com.shop." */
export function describeFilter({ types, prefix }: WebhookFilter): string {
  const [only] = types ?? [];
  const what = types === undefined ? 'every change' : types.length === 1 ? shortType(only ?? '') : `${types.length} types of change`;
  return prefix === undefined ? what : `${what} of what begins with ${visibleName(prefix.replace(/\*$/, ''))}`;
}

/** `io.sluice.version.registered` is "version registered". */
export function shortType(type: string): string {
  return type.replace(/^io\.sluice\./, '').replaceAll('.', ' ');
}
