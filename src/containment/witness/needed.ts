import { itemAt } from '../resolve/items.ts';
import { childList, childMap, type SchemaNode } from '../resolve/node.ts';

type Path = readonly (string | number)[];

/**
 * Whether it is plain from the keywords that a schema refuses every instance without the member at `path`: by `required`
 * below `properties`, `items`, references, `allOf`, or in every branch of a union. False where it is not plain.
 */
export function isNeeded(node: SchemaNode, path: Path): boolean {
  return isNeededFrom(node, path, 0);
}

function isNeededFrom(node: SchemaNode, path: Path, at: number): boolean {
  const step = path[at];
  if (step === undefined || typeof node.schema === 'boolean') return false;
  if (at === path.length - 1 ? requires(node, step) : isNeededBelow(node, path, at)) return true;
  for (const { target, dynamicAnchor } of node.references) {
    if (target !== undefined && dynamicAnchor === undefined && isNeededFrom(target, path, at)) return true;
  }
  for (const part of childList(node, 'allOf')) if (isNeededFrom(part, path, at)) return true;
  return isNeededInAll(childList(node, 'anyOf'), path, at) || isNeededInAll(childList(node, 'oneOf'), path, at);
}

function isNeededInAll(branches: readonly SchemaNode[], path: Path, at: number): boolean {
  return branches.length > 0 && branches.every((branch) => isNeededFrom(branch, path, at));
}

function requires({ schema }: SchemaNode, name: string | number): boolean {
  const required = typeof schema === 'object' ? schema['required'] : undefined;
  return Array.isArray(required) && required.includes(name);
}

function isNeededBelow(node: SchemaNode, path: Path, at: number): boolean {
  const step = path[at];
  const child = typeof step === 'string' ? childMap(node, 'properties').get(step) : itemAt(node, step ?? 0);
  return child !== undefined && isNeededFrom(child, path, at + 1);
}
