import type { SchemaNode } from './schema-tree.ts';

export interface TreeSearch {
  /** Keys of the nodes that match. */
  readonly matches: ReadonlySet<string>;
  /** And of all that lead to one. */
  readonly shown: ReadonlySet<string>;
  /** Whether there is more than was looked at. */
  readonly isCut: boolean;
}

const MAX_NODES = 10_000;
const MAX_DEPTH = 40;

/**
 * Look for a text in names, types, texts, values and facts of a tree, upper and lower case alike. Looks at 10,000 nodes and 40 levels:
 * what many references lead to is met many times. Definitions are looked at where they are used.
 */
export function searchTree(root: SchemaNode, text: string): TreeSearch {
  return pick(root, (node) => textOf(node).includes(text.toLowerCase()));
}

/** The nodes that are declared at a JSON Pointer, or that refer to what stands there. */
export function findPointer(root: SchemaNode, pointer: string): TreeSearch {
  return pick(root, ({ pointers }) => pointers.includes(pointer));
}

function pick(root: SchemaNode, isWanted: (node: SchemaNode) => boolean): TreeSearch {
  const [matches, shown] = [new Set<string>(), new Set<string>()];
  let [nodes, isCut] = [0, false];
  const visit = (node: SchemaNode, depth: number): boolean => {
    nodes += 1;
    if (nodes > MAX_NODES || depth > MAX_DEPTH) {
      isCut = true;
      return false;
    }
    const isMatch = isWanted(node);
    if (isMatch) matches.add(node.key);
    const below = node.children().filter((child) => !isDefinition(root, node, child) && visit(child, depth + 1));
    if (isMatch || below.length > 0) shown.add(node.key);
    return shown.has(node.key);
  };
  visit(root, 0);
  return { matches, shown, isCut };
}

/** Keys of the nodes to open at first: level by level, as long as it stays short enough to be read. */
export function firstOpened(root: SchemaNode, maxRows = 120): ReadonlySet<string> {
  const opened = new Set<string>([root.key]);
  let level = root.children();
  let rows = level.length;
  for (let depth = 0; depth < 3 && level.length > 0; depth += 1) {
    const next: SchemaNode[] = [];
    for (const node of level) {
      if (!node.hasChildren || isDefinition(root, root, node)) continue;
      const children = node.children();
      if (rows + children.length > maxRows) continue;
      rows += children.length;
      opened.add(node.key);
      next.push(...children);
    }
    level = next;
  }
  return opened;
}

export function isDefinition(root: SchemaNode, above: SchemaNode, node: SchemaNode): boolean {
  return above === root && node.role === 'words' && node.name.startsWith('definition ');
}

function textOf({ name, type, title, description, facts, values, refersTo }: SchemaNode): string {
  const shown = values === undefined ? [] : values.slice(0, 1_000).map((value) => JSON.stringify(value));
  return [name, type, title ?? '', description ?? '', ...facts, ...shown, ...refersTo].join('\n').toLowerCase();
}
