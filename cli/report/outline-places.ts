import { locateInJson } from '../../src/core/json/parse.ts';
import { formatPointer, parsePointer } from '../../src/core/json/pointer.ts';
import type { SourceFile } from '../io.ts';
import type { OutlinePlace } from './outline.ts';

/** The place of a pointer in a file, or of the nearest thing around it that the file has; a pointer into another document is at the file's start. */
export function outlinePlace(file: SourceFile, pointer: string): OutlinePlace {
  const steps = parsePointer(pointer) ?? [];
  for (let length = steps.length; length >= 0; length -= 1) {
    const place = locateInJson(file.text, formatPointer(steps.slice(0, length)));
    if (place !== undefined) return { file: file.label, line: place.line, column: place.column };
  }
  return { file: file.label };
}
