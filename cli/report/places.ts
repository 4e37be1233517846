import type { Side } from '../../src/core/compatibility.ts';
import type { SourceFile } from '../io.ts';
import { locateInFile, traceLocation } from '../trace-place.ts';

/** Say where a location in a side's document is: `file:line:column (pointer)` for a file, `label#pointer` otherwise. */
export type Places = (side: Side, pointer: string) => string;

/** Places within the files that the user named, and those that they refer to; sides are matched to files by their label. */
export function createPlaces(files: readonly SourceFile[]): Places {
  const byLabel = new Map(files.map((file) => [file.label, file]));
  return (side, pointer) => {
    const file = byLabel.get(side.label);
    return file === undefined ? `${side.label}#${pointer}` : placeInFile(file, pointer);
  };
}

/** The place of a location in a file or one beside it. What stands in another document is at the `$ref` that leads there. */
export function placeInFile(from: SourceFile, location: string): string {
  const traced = traceLocation(from, location);
  if (traced === undefined) return location;
  const { file, pointer, leadsTo: said = pointer } = traced;
  const place = locateInFile(file, pointer);
  if (place === undefined) return `${file.label} (${said})`;
  return `${file.label}:${place.line}:${place.column}${said === '' ? '' : ` (${said})`}`;
}
