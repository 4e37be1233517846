import type { EventFinding } from '../../core/verdict.ts';

/** What is wrong with a value, for where its place is shown as well: "/total: expected type integer, found …" without what stands before "expected". */
export function withoutPlace({ message, instancePointer }: Pick<EventFinding, 'message' | 'instancePointer'>): string {
  const place = `${instancePointer === '' ? 'the value' : instancePointer}: `;
  return message.startsWith(place) ? message.slice(place.length) : message;
}
