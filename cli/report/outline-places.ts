import { formatPointer, parsePointer } from '../../src/core/json/pointer.ts';
import type { SourceFile } from '../io.ts';
import { locateInFile, traceLocation } from '../trace-place.ts';
import type { OutlinePlace } from './outline.ts';

/** The place of a location in a file or one beside it, or of the nearest thing around it; where nothing leads there, the file's start. */
export function outlinePlace(from: SourceFile, location: string): OutlinePlace {
  const { file, pointer } = traceLocation(from, location) ?? { file: from, pointer: '' };
  const steps = parsePointer(pointer) ?? [];
  for (let length = steps.length; length >= 0; length -= 1) {
    const place = locateInFile(file, formatPointer(steps.slice(0, length)));
    if (place !== undefined) return { file: file.label, line: place.line, column: place.column };
  }
  return { file: file.label };
}
