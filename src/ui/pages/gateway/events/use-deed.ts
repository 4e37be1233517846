import { useEffect, useRef, useState } from 'preact/hooks';
import type { GatewayEventChoice, GatewayLine } from '../../../../core/gateway-resources.ts';
import { doDeed, type Deed } from './deed.ts';

/** How far a deed is. */
export interface Going {
  readonly phase: 'idle' | 'going' | 'done' | 'ended' | 'failed';
  /** Events or deliveries that were looked at so far. */
  readonly looked: number;
  /** What did not go as it was meant, at most a hundred lines of it. */
  readonly left: readonly GatewayLine[];
  readonly summary: GatewayLine | undefined;
  readonly problem: unknown;
}

export interface DeedControl extends Going {
  readonly start: (choice: GatewayEventChoice, deed: Deed) => void;
  /** What is done stays done. */
  readonly end: () => void;
}

const IDLE: Going = { phase: 'idle', looked: 0, left: [], summary: undefined, problem: undefined };
const MOST_LEFT = 100;
/** The page is drawn anew this often at most while lines come, in ms. */
const DRAW_EVERY_MS = 100;

/** One deed at a time; to leave the page ends it. */
export function useDeed(gateway: string): DeedControl {
  const [going, setGoing] = useState<Going>(IDLE);
  const running = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const start = (choice: GatewayEventChoice, deed: Deed): void => {
    running.current?.abort();
    const ending = new AbortController();
    running.current = ending;
    const show = (next: Going): void => {
      if (running.current === ending) setGoing(next);
    };
    show({ ...IDLE, phase: 'going' });
    void follow(doDeed(gateway, choice, deed, ending.signal), ending.signal, show);
  };
  return { ...going, start, end: () => running.current?.abort() };
}

async function follow(lines: AsyncIterable<GatewayLine>, signal: AbortSignal, show: (going: Going) => void): Promise<void> {
  let going: Going = { ...IDLE, phase: 'going' };
  let drawn = 0;
  try {
    for await (const line of lines) {
      going = withLine(going, line);
      const now = performance.now();
      if (now - drawn < DRAW_EVERY_MS) continue;
      drawn = now;
      show(going);
    }
    show({ ...going, phase: 'done' });
  } catch (problem) {
    show(signal.aborted ? { ...going, phase: 'ended' } : { ...going, phase: 'failed', problem });
  }
}

function withLine(going: Going, line: GatewayLine): Going {
  if (line.kind === 'summary') return { ...going, summary: line, looked: lookedOf(line) ?? going.looked };
  if (line.kind === 'progress') return { ...going, looked: lookedOf(line) ?? going.looked };
  const isLeft = line['outcome'] !== 'replayed' && going.left.length < MOST_LEFT;
  return { ...going, looked: going.looked + 1, left: isLeft ? [...going.left, line] : going.left };
}

function lookedOf({ judged, looked, discarded }: GatewayLine): number | undefined {
  return [judged, looked, discarded].find((count): count is number => typeof count === 'number');
}
