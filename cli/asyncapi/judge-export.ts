import { setBindingsAside, KEPT_BINDINGS } from '../../src/asyncapi/kept-bindings.ts';
import { createResolver } from '../../src/asyncapi/references.ts';
import { skeletonOf } from '../../src/asyncapi/skeleton.ts';
import type { JsonObject } from '../../src/core/json/value.ts';
import type { OfficialCheck } from './official-check.ts';

/** A document that an export made, and what the official parser makes of it. */
export interface JudgedExport {
  readonly document: JsonObject;
  /** What was done so that the parser takes it. */
  readonly notes: readonly string[];
  /** What it refuses all the same. */
  readonly refused: readonly { readonly pointer: string; readonly message: string }[];
}

/**
 * Ask the official parser about a document of 3.x before it is written. Bindings that it refuses are kept below `x-sluice-bindings`: 2.x
 * lets them be anything. Where the parser is not installed the document is as it was.
 */
export async function judgeExport(document: JsonObject, official: OfficialCheck): Promise<JudgedExport> {
  const refused = await errorsOf(document, official);
  if (refused.length === 0) return { document, notes: [], refused };
  const pointers = refused.map(({ pointer }) => pointer);
  const { document: changed, kept } = setBindingsAside(createResolver(document), pointers);
  if (kept.length === 0) return { document, notes: [], refused };
  const version = typeof document['asyncapi'] === 'string' ? document['asyncapi'] : '3';
  const notes = kept.map(
    ({ place, protocol }) => `${place}: its ${protocol} binding is none that AsyncAPI ${version} has, so it is in ${KEPT_BINDINGS}`,
  );
  return { document: changed, notes, refused: await errorsOf(changed, official) };
}

async function errorsOf(document: JsonObject, official: OfficialCheck): Promise<JudgedExport['refused']> {
  const found = await official.check(skeletonOf(createResolver(document), 3));
  return (found ?? []).filter(({ isError }) => isError).map(({ pointer, message }) => ({ pointer, message }));
}
