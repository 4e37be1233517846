import type { DocumentPlace, DocumentSource } from '../asyncapi/read-document.ts';
import type { OutlinePlace } from './outline.ts';

/** `asyncapi.yaml:12:5`; the file alone where no line is known. */
export function documentPlaceText({ file, line, column }: DocumentPlace): string {
  return line === undefined ? file : `${file}:${line}:${column ?? 1}`;
}

/** The same for the formats of CI systems. */
export function documentPlaceOutline({ file, line, column }: DocumentPlace): OutlinePlace {
  return { file, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) };
}

/** A place in a document of a commit, `main:asyncapi.yaml`, by the path of its file there. */
export function committedPath<Place extends { readonly file: string }>(
  place: Place,
  { file, files: [path = file] }: Pick<DocumentSource, 'file' | 'files'>,
): Place {
  return { ...place, file: place.file.slice(file.length - path.length) };
}
