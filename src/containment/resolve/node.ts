import type { JsonObject } from '../../core/json/value.ts';
import type { Reading } from '../dialect/vocabulary.ts';

/** A schema with an identity of its own: a document, or an embedded schema with `$id` (`id` in draft-04). */
export interface Resource {
  /** The absolute URI, or a relative one where no base is known; '' for a root document without `$id`. No fragment. */
  readonly uri: string;
  readonly root: SchemaNode;
  /** Its dialect and vocabularies. */
  readonly reading: Reading;
  /** Plain-name fragments, dynamic ones included. */
  readonly anchors: ReadonlyMap<string, SchemaNode>;
  readonly dynamicAnchors: ReadonlyMap<string, SchemaNode>;
  /** `$recursiveAnchor: true` at the root. */
  readonly isRecursiveAnchor: boolean;
}

/** One subschema. Two places never share a node, even where their texts are equal. */
export interface SchemaNode {
  /** Counts from 0 in the order of discovery; the root is 0. */
  readonly id: number;
  /**
   * The keywords in force and the annotations. What means nothing here is left out: keywords of other dialects or of
   * vocabularies switched off, and up to draft-07 what stands beside `$ref`. Draft-04 is read as draft-06: see `inDraft06`.
   */
  readonly schema: boolean | JsonObject;
  /** The same as it stands in the document, with what means nothing. */
  readonly written: boolean | JsonObject;
  readonly resource: Resource;
  /** A JSON Pointer into the root document, or `uri#pointer` for another document. */
  readonly location: string;
  readonly children: ReadonlyMap<string, Children>;
  /** At most one per reference keyword, in the order `$ref`, `$recursiveRef`, `$dynamicRef`. */
  readonly references: readonly SchemaReference[];
}

/** The subschemas below one keyword. */
export type Children =
  | { readonly kind: 'schema'; readonly node: SchemaNode }
  | { readonly kind: 'list'; readonly nodes: readonly SchemaNode[] }
  | { readonly kind: 'map'; readonly nodes: ReadonlyMap<string, SchemaNode> };

export interface SchemaReference {
  readonly keyword: '$ref' | '$recursiveRef' | '$dynamicRef';
  /** As written. */
  readonly text: string;
  /** Resolved against the base, with its fragment. */
  readonly uri: string;
  /** What it leads to when nothing in the dynamic scope overrides it; undefined: nothing was found there. */
  readonly target: SchemaNode | undefined;
  /** Set if the outermost resource of the dynamic scope with this dynamic anchor overrides `target`; '' is `$recursiveAnchor`. */
  readonly dynamicAnchor: string | undefined;
}

/** The subschema that is the value of `keyword`; undefined if the keyword is absent or holds several. */
export function childSchema(node: SchemaNode, keyword: string): SchemaNode | undefined {
  const children = node.children.get(keyword);
  return children?.kind === 'schema' ? children.node : undefined;
}

/** The subschemas in the array at `keyword`; none if it is absent or no array. */
export function childList(node: SchemaNode, keyword: string): readonly SchemaNode[] {
  const children = node.children.get(keyword);
  return children?.kind === 'list' ? children.nodes : [];
}

/** The subschemas in the members of the object at `keyword`; none if it is absent. */
export function childMap(node: SchemaNode, keyword: string): ReadonlyMap<string, SchemaNode> {
  const children = node.children.get(keyword);
  return children?.kind === 'map' ? children.nodes : NO_CHILDREN;
}

/** All direct subschemas with the steps that lead to them. */
export function* eachChild(
  node: SchemaNode,
): Generator<{ readonly keyword: string; readonly step: string | number | undefined; readonly node: SchemaNode }> {
  for (const [keyword, children] of node.children) {
    if (children.kind === 'schema') yield { keyword, step: undefined, node: children.node };
    else for (const [step, child] of children.nodes.entries()) yield { keyword, step, node: child };
  }
}

/**
 * What a reference leads to, given the resources entered so far, outermost first.
 * Undefined where the reference is unresolved.
 */
export function referenceTarget(reference: SchemaReference, scope: readonly Resource[]): SchemaNode | undefined {
  const { target, dynamicAnchor } = reference;
  if (target === undefined || dynamicAnchor === undefined) return target;
  for (const resource of scope) {
    const override = dynamicAnchor === '' ? (resource.isRecursiveAnchor ? resource.root : undefined) : resource.dynamicAnchors.get(dynamicAnchor);
    if (override !== undefined) return override;
  }
  return target;
}

const NO_CHILDREN: ReadonlyMap<string, SchemaNode> = new Map();
