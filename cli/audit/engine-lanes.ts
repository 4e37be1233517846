import { availableParallelism } from 'node:os';
import type { Format } from '../../src/formats/format.ts';
import { createWorkerFormat } from '../../src/server/worker-format.ts';

const MAX_LANES = 4;
/** Far beyond what any question took, so that a busy machine does not change an answer. */
const TIMEOUT_MS = 30_000;

/** The engine in threads of its own, which leaves this one free to read, and to hear of Ctrl-C. */
export interface EngineLanes extends Pick<Format, 'compare' | 'engine'> {
  /** How many questions are worked on at a time. */
  readonly width: number;
  close(): Promise<void>;
}

/** One thread for each processor, at most four; questions go round. Threads start with their first question. */
export function createEngineLanes(format: Format): EngineLanes {
  const width = Math.min(MAX_LANES, availableParallelism());
  const lanes = Array.from({ length: width }, () => createWorkerFormat(format, { timeoutMs: TIMEOUT_MS }));
  let asked = 0;
  return {
    width,
    engine: format.engine,
    compare: (writer, reader, options) => (lanes[asked++ % width] ?? format).compare(writer, reader, options),
    close: async () => void (await Promise.all(lanes.map((lane) => lane.close()))),
  };
}
