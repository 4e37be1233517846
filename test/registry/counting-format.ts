import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import type { Format } from '../../src/formats/format.ts';

/** The real format, with a count of what the engine was asked. */
export interface CountingFormat extends Format {
  /** The questions since the last call. */
  takeCount(): number;
}

export function countingFormat(engine: string = jsonSchemaFormat.engine): CountingFormat {
  let count = 0;
  return {
    ...jsonSchemaFormat,
    engine,
    compare: (writer, reader, options) => {
      count += 1;
      return jsonSchemaFormat.compare(writer, reader, options);
    },
    takeCount: () => {
      const taken = count;
      count = 0;
      return taken;
    },
  };
}
