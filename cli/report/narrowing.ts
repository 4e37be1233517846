import type { NarrowingResource } from '../../src/core/resources.ts';

/** What gates would no longer accept, in a few lines. */
export function narrowingText({ live, lastLive, stillAccepted, loses, event }: NarrowingResource): string {
  if (lastLive) return 'no version stays live: gates would refuse every event of the subject';
  const stays = `live from then on: ${live.join(', ')}`;
  switch (loses) {
    case 'nothing': {
      const taker = stillAccepted.find(({ verdict }) => verdict.kind === 'contained')?.reader.label;
      return `${stays}; gates lose nothing${taker === undefined ? '' : `: every event of it is accepted under ${taker} (proved)`}`;
    }
    case 'events':
      return `${stays}; gates would refuse from then on, for example:\n  ${JSON.stringify(event)}`;
    case 'unknown':
      return `${stays}; no single one of them is proved to take all its events, and no event was found that all refuse`;
  }
}
