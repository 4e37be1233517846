import { availableParallelism } from 'node:os';
import type { Format } from '../../src/formats/format.ts';
import { createWorkerFormat } from '../../src/server/workers/worker-format.ts';

const MAX_LANES = 4;
/** Far beyond what any question took, so that a busy machine does not change an answer. */
const TIMEOUT_MS = 30_000;

export type Engine = Pick<Format, 'compare' | 'engine'>;

/** The engine in threads of its own, which leaves this one free to read, and to hear of Ctrl-C. */
export interface EngineLanes {
  /** How many questions are worked on at a time. */
  readonly width: number;
  /** The thread whose turn it is. It keeps what it compiles for a while, so questions about the same schemas belong to one. */
  next(): Engine;
  close(): Promise<void>;
}

/** One thread for each processor, at most four. Threads start with their first question. */
export function createEngineLanes(format: Format): EngineLanes {
  const width = Math.min(MAX_LANES, availableParallelism());
  const lanes = Array.from({ length: width }, () => createWorkerFormat(format, { timeoutMs: TIMEOUT_MS }));
  let turn = 0;
  return {
    width,
    next: () => lanes[turn++ % width] ?? format,
    close: async () => void (await Promise.all(lanes.map((lane) => lane.close()))),
  };
}
