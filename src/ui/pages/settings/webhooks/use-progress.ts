import { useEffect } from 'preact/hooks';
import type { WebhookResource } from '../../../../core/resources.ts';
import type { Answer } from '../../../data/use-answer.ts';

/** Between two looks while something is on its way, in ms. */
const LOOK = 2_000;

/** An answer is asked for again as long as there is something to be seen. */
export function useProgress<T>({ value, reload }: Pick<Answer<T>, 'value' | 'reload'>, isWorthWatching: (value: T) => boolean): void {
  const isWatched = value !== undefined && isWorthWatching(value);
  useEffect(() => {
    if (!isWatched) return undefined;
    const timer = setInterval(() => {
      if (!document.hidden) reload();
    }, LOOK);
    return () => clearInterval(timer);
  }, [isWatched]);
}

/** Whether deliveries are made, or waited for. */
export function isMoving({ state, behind, pending }: WebhookResource): boolean {
  return state === 'active' && (behind > 0 || pending !== undefined);
}
