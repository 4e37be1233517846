import { RegistryError } from '../../core/errors.ts';
import { stringifyExact } from '../../core/json/stringify.ts';
import type { FormatDocument } from '../../core/schema-document.ts';
import type { Format } from '../../formats/format.ts';
import type { SlowJudge } from '../../gateway/judge/slow-judge.ts';
import { failureOf } from './failed-answer.ts';
import { KillableThread } from './killable-thread.ts';
import type { Running } from '../lifetime.ts';
import type { JudgeAnswer, JudgeQuestion } from './slow-judge-protocol.ts';

export interface SlowJudgeOptions {
  /** Processor time for one event under one version, four times that on the clock. Default 1,000. */
  readonly timeoutMs?: number;
  /** Default 256. */
  readonly maxHeapMb?: number;
  /** The built slow-judge-worker. Default: the one beside this file. */
  readonly worker?: URL;
  /** What takes turns with what. Default: the schema, where each version is one object as long as it is known. */
  readonly laneOf?: (document: FormatDocument) => unknown;
}

// Each may take the whole time, so the last of them waits half a minute, or two where the process is kept from the processor.
const MAX_WAITING = 30;

/**
 * Judge events of one format in a thread that is killed when one takes too long: the event is refused then. Schemas take turns, so that
 * events of one that is slow keep those of another waiting for a turn, not until all of them are done; and beyond what may wait they make room.
 */
export function createSlowJudge({ name: format }: Pick<Format, 'name'>, options: SlowJudgeOptions = {}): SlowJudge & Running {
  const { timeoutMs = 1_000, maxHeapMb = 256, worker = new URL('./slow-judge-worker.js', import.meta.url) } = options;
  const { laneOf = ({ schema }) => schema } = options;
  const thread = new KillableThread<JudgeQuestion, JudgeAnswer>({ file: worker, timeoutMs, maxHeapMb });
  return {
    async validate(document, data, choice) {
      const lane = laneOf(document);
      if (thread.waiting >= MAX_WAITING && !thread.displaceFor(lane, overloaded())) throw overloaded();
      const answer = await thread.ask({ format, document, text: stringifyExact(data), options: choice }, lane);
      switch (answer.kind) {
        case 'validation':
          return answer.validation;
        case 'failed':
          throw failureOf(answer);
        case 'lost':
          if (answer.why === 'broken')
            throw new RegistryError('internal', 'the thread that judges costly events broke down', { cause: answer.cause });
          throw new RegistryError(
            'event_too_costly',
            `the event could not be judged within ${timeoutMs} ms of the processor and ${maxHeapMb} MB; make it smaller, or its schema simpler`,
          );
      }
    },
    close: () => thread.close(),
  };
}

function overloaded(): RegistryError {
  return new RegistryError('overloaded', 'too many events that take long to judge are waiting; try again');
}
