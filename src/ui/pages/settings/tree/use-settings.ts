import type { SettingResource } from '../../../../core/resources.ts';
import { registry } from '../../../app/session.ts';
import { useAnswer, type Answer } from '../../../data/use-answer.ts';

/** Everything that was set, whatever for. */
export function useSettings(): Answer<readonly SettingResource[]> {
  return useAnswer('settings', async (signal) => {
    const all: SettingResource[] = [];
    let cursor: string | undefined;
    do {
      const page = await registry().listSettings({ limit: 1_000, ...(cursor === undefined ? {} : { cursor }) });
      all.push(...page.items);
      cursor = page.cursor;
    } while (cursor !== undefined && !signal.aborted);
    return all;
  });
}
