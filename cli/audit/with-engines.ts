import type { Format } from '../../src/formats/format.ts';
import type { Io } from '../io.ts';
import { counted } from '../report/counted.ts';
import type { EngineLanes } from './engine-lanes.ts';
import { onInterrupt } from '../on-interrupt.ts';
import { createProgress } from '../progress.ts';

export interface EngineTools {
  readonly format: Format;
  readonly engines: EngineLanes;
  readonly onProgress: (done: number, text: string) => void;
}

/** Work with the engine in all lanes, progress on standard error, and a word before an interrupt ends it. `lent` are somebody's, who closes them. */
export async function withEngines<Result>(
  io: Io,
  unit: 'step' | 'version',
  work: (tools: EngineTools) => Promise<Result>,
  lent?: EngineLanes,
): Promise<Result> {
  const { jsonSchemaFormat: format } = await import('../../src/formats/json-schema/format.ts');
  const { createEngineLanes } = await import('./engine-lanes.ts');
  const progress = createProgress(io.err);
  const engines = lent ?? createEngineLanes(format);
  let done = 0;
  const forget = onInterrupt(() => {
    progress.end();
    io.err.write(`interrupted after ${counted(done, unit)}\n`);
  });
  const onProgress: EngineTools['onProgress'] = (count, text) => {
    done = count;
    progress.say(text);
  };
  try {
    return await work({ format, engines, onProgress });
  } finally {
    forget();
    progress.end();
    if (lent === undefined) await engines.close();
  }
}
