import { RegistryError } from '../../../core/errors.ts';
import { referenceTarget, type SchemaNode, type SchemaReference } from '../../resolve/node.ts';
import type { Check, Plan, PlanContext, PlanKeyword } from '../check.ts';
import type { Run } from '../run.ts';

export const planRef: PlanKeyword = (node, _, context) => planReference(node, '$ref', context);
export const planRecursiveRef: PlanKeyword = (node, _, context) => planReference(node, '$recursiveRef', context);
export const planDynamicRef: PlanKeyword = (node, _, context) => planReference(node, '$dynamicRef', context);

function planReference(node: SchemaNode, keyword: string, context: PlanContext): Check | undefined {
  const reference = node.references.find((candidate) => candidate.keyword === keyword);
  if (reference === undefined) return undefined;
  const target = targetFinder(reference, node, context);
  return {
    test: (instance, run, marks) => run.recall(target(run), instance, marks),
    explain: (instance, report, at) => target(report.run).explain(instance, report, { ...at, via: keyword }),
  };
}

function targetFinder(reference: SchemaReference, node: SchemaNode, context: PlanContext): (run: Run) => Plan {
  const { target: fixed, dynamicAnchor } = reference;
  if (fixed !== undefined && dynamicAnchor === undefined) {
    const plan = context.planOf(fixed);
    return () => plan;
  }
  return ({ scope }) => {
    const target = referenceTarget(reference, scope);
    if (target === undefined) throw unresolved(reference, node);
    return context.planOf(target);
  };
}

function unresolved({ keyword, text, uri }: SchemaReference, { location }: SchemaNode): RegistryError {
  const message = `the ${keyword} ${JSON.stringify(text)} at ${JSON.stringify(location)} leads to ${JSON.stringify(uri)}, which is not in the document and not among the given ones; nothing is fetched`;
  return new RegistryError('reference_unresolved', message, { data: { pointer: location, uri } });
}
