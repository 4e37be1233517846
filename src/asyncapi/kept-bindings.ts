import { parsePointer } from '../core/json/pointer.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json/value.ts';
import type { Resolver } from './references.ts';

/**
 * The extension that holds bindings of an object that its version of AsyncAPI would refuse. 2.x lets a binding be anything, 3.x has a
 * schema for each, so a document of 2.x can have some that no document of 3.x has a place for. An import takes them for bindings again.
 */
export const KEPT_BINDINGS = 'x-sluice-bindings';

/** A binding that stands beside the others now. */
export interface KeptBinding {
  readonly place: string;
  readonly protocol: string;
}

/** Where an export writes bindings. */
const BINDING = /^(\/(?:channels|operations|servers)\/[^/]+|\/components\/messages\/[^/]+)\/bindings\/([^/]+)/;

/** The document with these bindings below `x-sluice-bindings`; a pointer goes through references, and one that is of no binding is left. */
export function setBindingsAside(
  resolver: Resolver,
  pointers: readonly string[],
): { readonly document: JsonObject; readonly kept: readonly KeptBinding[] } {
  const found = new Map(
    pointers.flatMap((pointer) => {
      const [whole = '', place = '', protocol = ''] = BINDING.exec(resolver.at(nearestTo(resolver, pointer))?.pointer ?? '') ?? [];
      return whole === '' ? [] : [[whole, { place, protocol: parsePointer(`/${protocol}`)?.[0] ?? protocol }] as const];
    }),
  );
  const kept = [...found.values()];
  return {
    document: kept.reduce((document, { place, protocol }) => changeAt(document, parsePointer(place) ?? [], setAside(protocol)), resolver.document),
    kept,
  };
}

/** What is missing has no place; what it is missing in has. */
function nearestTo(resolver: Resolver, pointer: string): string {
  for (let here = pointer; here !== ''; here = here.slice(0, here.lastIndexOf('/'))) if (resolver.at(here) !== undefined) return here;
  return '';
}

function setAside(protocol: string): (owner: JsonObject) => JsonObject {
  return ({ bindings, [KEPT_BINDINGS]: before, ...owner }) => {
    const { [protocol]: binding = {}, ...others } = isJsonObject(bindings) ? bindings : {};
    return {
      ...owner,
      ...(Object.keys(others).length === 0 ? {} : { bindings: others }),
      [KEPT_BINDINGS]: { ...(isJsonObject(before) ? before : {}), [protocol]: binding },
    };
  };
}

function changeAt(value: JsonObject, [step, ...rest]: readonly string[], change: (value: JsonObject) => JsonObject): JsonObject {
  if (step === undefined) return change(value);
  const member: JsonValue = value[step] ?? {};
  return { ...value, [step]: isJsonObject(member) ? changeAt(member, rest, change) : member };
}
