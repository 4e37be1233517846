import type { Side } from '../../src/core/compatibility.ts';
import { locateInJson } from '../../src/core/json/parse.ts';
import type { SourceFile } from '../io.ts';

/** Say where a JSON Pointer into a side's document is: `file:line:column (pointer)` for a file, `label#pointer` otherwise. */
export type Places = (side: Side, pointer: string) => string;

/** Places within the files that the user named; sides are matched to files by their label. */
export function createPlaces(files: readonly SourceFile[]): Places {
  const byLabel = new Map(files.map((file) => [file.label, file]));
  return (side, pointer) => {
    const file = byLabel.get(side.label);
    return file === undefined ? `${side.label}#${pointer}` : placeInFile(file, pointer);
  };
}

/** The place of a pointer in one file. A pointer that leads into another document (`uri#pointer`) is shown as it is. */
export function placeInFile(file: SourceFile, pointer: string): string {
  const place = locateInJson(file.text, pointer);
  if (place === undefined) return pointer.startsWith('/') || pointer === '' ? `${file.label} (${pointer})` : pointer;
  return `${file.label}:${place.line}:${place.column}${pointer === '' ? '' : ` (${pointer})`}`;
}
