import { compilePattern, eachChild, type SchemaNode } from '../../../containment/index.ts';
import { isJsonObject } from '../../../core/json/value.ts';

/** Which subschemas judge the same value, and how a subschema is reached. */
export interface Places {
  /** The subschema that holds `node`, and under which keyword; undefined for the root. */
  parentOf(node: SchemaNode): Parent | undefined;
  /** All subschemas that may judge the value that `node` judges, it included. */
  besides(node: SchemaNode): readonly SchemaNode[];
  /** Whether a member of this name is declared beside `node`: by `properties` or `patternProperties`. */
  declares(node: SchemaNode, name: string): boolean;
  /** Whether `node` judges its value in the negative, or only to tell cases apart: within `not` or `if`. */
  isCondition(node: SchemaNode): boolean;
}

export interface Parent {
  readonly node: SchemaNode;
  readonly keyword: string;
}

const IN_PLACE: ReadonlySet<string> = new Set('allOf anyOf oneOf not if then else dependentSchemas dependencies'.split(' '));

/** Draw the places of a document's subschemas. Linear. */
export function drawPlaces(nodes: readonly SchemaNode[]): Places {
  const parents = new Map<SchemaNode, Parent>();
  const groups = new Groups();
  for (const node of nodes) {
    for (const { keyword, node: child } of eachChild(node)) {
      parents.set(child, { node, keyword });
      if (IN_PLACE.has(keyword)) groups.join(node, child);
    }
    for (const { target } of node.references) if (target !== undefined) groups.join(node, target);
  }
  const members = groups.members(nodes);
  const besides = (node: SchemaNode): readonly SchemaNode[] => members.get(groups.find(node)) ?? [node];

  return {
    parentOf: (node) => parents.get(node),
    besides,
    declares: (node, name) => besides(node).some((other) => declaresItself(other, name)),
    isCondition(node) {
      for (let here = parents.get(node); here !== undefined && IN_PLACE.has(here.keyword); here = parents.get(here.node)) {
        if (here.keyword === 'not' || here.keyword === 'if') return true;
      }
      return false;
    },
  };
}

function declaresItself({ schema }: SchemaNode, name: string): boolean {
  if (typeof schema === 'boolean') return false;
  const { properties, patternProperties } = schema;
  if (isJsonObject(properties) && Object.hasOwn(properties, name)) return true;
  return isJsonObject(patternProperties) && Object.keys(patternProperties).some((source) => compilePattern(source)(name));
}

/** Union and find. */
class Groups {
  readonly #heads = new Map<SchemaNode, SchemaNode>();

  find(node: SchemaNode): SchemaNode {
    let head = node;
    for (let next = this.#heads.get(head); next !== undefined; next = this.#heads.get(head)) head = next;
    if (head !== node) this.#heads.set(node, head);
    return head;
  }

  join(a: SchemaNode, b: SchemaNode): void {
    const [left, right] = [this.find(a), this.find(b)];
    if (left !== right) this.#heads.set(right, left);
  }

  members(nodes: readonly SchemaNode[]): ReadonlyMap<SchemaNode, readonly SchemaNode[]> {
    const members = new Map<SchemaNode, SchemaNode[]>();
    for (const node of nodes) {
      const head = this.find(node);
      const known = members.get(head);
      if (known === undefined) members.set(head, [node]);
      else known.push(node);
    }
    return members;
  }
}
