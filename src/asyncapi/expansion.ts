import { RegistryError } from '../core/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json/value.ts';
import { appendPointer } from '../core/json/pointer.ts';
import { isData, membersBelow, pointerOf, type Members, type Placed, type Resolver } from './references.ts';

export interface ExpansionLimits {
  /** Values of the document with every reference written out. Default 500,000. */
  readonly maxNodes?: number;
  /** Levels of it. Default 400. */
  readonly maxDepth?: number;
}

interface Size {
  readonly nodes: number;
  readonly depth: number;
}

const LEAF: Size = { nodes: 1, depth: 0 };

/**
 * Refuse a document that is small as it is written and huge with its references written out, as common tools do. Nothing is written out
 * here: what a reference leads to is counted once, so this is linear in the document. A reference that leads back to where it stands
 * counts as one value. Throws `asyncapi_unsafe`, with the pointer of the reference that is too much.
 */
export function refuseExplosion(resolver: Resolver, limits: ExpansionLimits = {}): void {
  const { maxNodes = 500_000, maxDepth = 400 } = limits;
  const known = new Map<string, Size | 'open'>();

  /** `level` counts references as well as what they lead into: a chain of them that holds nothing is refused before the stack ends. */
  function sizeAt(placed: Placed, from: string, level: number): Size {
    if (level > 2 * maxDepth) throw tooDeep(from);
    const before = known.get(placed.pointer);
    if (before === 'open') return LEAF;
    if (before !== undefined) return before;
    known.set(placed.pointer, 'open');
    const size = sizeOf(placed.value, placed.pointer, { members: 'fields', level });
    if (size.nodes > maxNodes)
      throw new RegistryError('asyncapi_unsafe', `with its references written out the document has more than ${maxNodes} values`, {
        data: { pointer: from },
      });
    if (size.depth > maxDepth) throw tooDeep(from);
    known.set(placed.pointer, size);
    return size;
  }

  function tooDeep(pointer: string): RegistryError {
    const message = `with its references written out the document nests deeper than ${maxDepth} levels`;
    return new RegistryError('asyncapi_unsafe', message, { data: { pointer } });
  }

  function sizeOf(value: JsonValue, pointer: string, { members, level }: { readonly members: Members; readonly level: number }): Size {
    if (typeof value !== 'object' || value === null) return LEAF;
    const isNamed = members === 'names';
    const reference = !isNamed && isJsonObject(value) ? value['$ref'] : undefined;
    const target = typeof reference === 'string' ? targetOf(reference) : undefined;
    let { nodes, depth } = target === undefined ? LEAF : sizeAt(target, pointer, level + 1);
    nodes += 1;
    for (const [name, member] of Object.entries(value as JsonObject)) {
      const below = { members: Array.isArray(value) ? ('fields' as const) : membersBelow(members, name), level: level + 1 };
      const inner = !isNamed && isData(name) ? plainSize(member) : sizeOf(member, appendPointer(pointer, name), below);
      nodes += inner.nodes;
      depth = Math.max(depth, inner.depth + 1);
    }
    return { nodes, depth };
  }

  function targetOf(reference: string): Placed | undefined {
    const pointer = pointerOf(reference);
    return pointer === undefined ? undefined : resolver.at(pointer);
  }

  sizeAt({ value: resolver.document, pointer: '' }, '', 0);
}

function plainSize(value: JsonValue): Size {
  if (typeof value !== 'object' || value === null) return LEAF;
  let [nodes, depth] = [1, 0];
  for (const member of Object.values(value)) {
    const inner = plainSize(member);
    nodes += inner.nodes;
    depth = Math.max(depth, inner.depth + 1);
  }
  return { nodes, depth };
}
