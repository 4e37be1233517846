import { childList, childMap, childSchema, type SchemaNode } from '../resolve/node.ts';

type Path = readonly (string | number)[];

/**
 * Whether it is plain from the keywords that a schema refuses every instance without the member at `path`: by `required`
 * below `properties`, `items`, references, `allOf`, or in every branch of a union. False where it is not plain.
 */
export function isNeeded(node: SchemaNode, path: Path): boolean {
  const [step] = path;
  if (step === undefined || typeof node.schema === 'boolean') return false;
  const here = (inner: SchemaNode): boolean => isNeeded(inner, path);
  const isInAll = (keyword: string): boolean => {
    const branches = childList(node, keyword);
    return branches.length > 0 && branches.every(here);
  };
  return (
    (path.length === 1 ? requires(node, step) : isNeededBelow(node, path)) ||
    node.references.some(({ target, dynamicAnchor }) => target !== undefined && dynamicAnchor === undefined && here(target)) ||
    childList(node, 'allOf').some(here) ||
    isInAll('anyOf') ||
    isInAll('oneOf')
  );
}

function requires({ schema }: SchemaNode, name: string | number): boolean {
  const required = typeof schema === 'object' ? schema['required'] : undefined;
  return Array.isArray(required) && required.includes(name);
}

function isNeededBelow(node: SchemaNode, [step, ...rest]: Path): boolean {
  const child = typeof step === 'string' ? childMap(node, 'properties').get(step) : itemAt(node, step ?? 0);
  return child !== undefined && isNeeded(child, rest);
}

function itemAt(node: SchemaNode, index: number): SchemaNode | undefined {
  const prefix = [...childList(node, 'prefixItems'), ...childList(node, 'items')];
  return prefix[index] ?? childSchema(node, prefix.length === 0 || childList(node, 'items').length === 0 ? 'items' : 'additionalItems');
}
