import type { Effort } from '../../core/effort.ts';
import type { ExactValue } from '../../core/json/value.ts';
import type { DeclaredShape } from '../profile/declared.ts';
import type { SchemaNode } from '../resolve/node.ts';
import { isArray, isObject } from './equality.ts';
import { below, type Place, type Report } from './report.ts';
import { MAX_DEPTH, memberUnits, tooDeep } from './run.ts';

/** Whether every member is declared, at every level: ⟦Declared(W)⟧. */
export function isDeclared(shape: DeclaredShape | undefined, instance: ExactValue, effort: Effort, depth = 0): boolean {
  if (shape === undefined) return true;
  if (depth > MAX_DEPTH) throw tooDeep(shape.location);
  if (isArray(instance)) {
    effort.spend(1 + instance.length);
    return instance.every((item, index) => isDeclared(shape.item(index), item, effort, depth + 1));
  }
  if (!isObject(instance)) return true;
  const names = Object.keys(instance);
  effort.spend(memberUnits(names.length));
  return names.every((name) => shape.allows(name, effort) && isDeclared(shape.member(name, effort), instance[name] as ExactValue, effort, depth + 1));
}

/** Report each undeclared member; `node` is any subschema, the location is that of the one which declares the members. */
export function explainUndeclared(shape: DeclaredShape | undefined, node: SchemaNode, instance: ExactValue, report: Report, at: Place): void {
  if (shape === undefined || report.isFull) return;
  const { effort } = report.run;
  if (isArray(instance)) {
    effort.spend(1 + instance.length);
    for (const [index, item] of instance.entries()) explainUndeclared(shape.item(index), node, item, report, below(at, index, ''));
  } else if (isObject(instance)) {
    const names = Object.keys(instance);
    effort.spend(memberUnits(names.length));
    for (const name of names) {
      if (report.isFull) return;
      const value = instance[name] as ExactValue;
      const isAllowed = shape.allows(name, effort);
      const next = isAllowed ? shape.member(name, effort) : undefined;
      if (isAllowed && (next === undefined || typeof value !== 'object' || value === null)) continue;
      effort.spend(name.length / 2);
      const here = below(at, name, '');
      if (isAllowed) explainUndeclared(next, node, value, report, here);
      else report.add({ node, ...complaintOf(shape) }, value, here);
    }
  }
}

function complaintOf({ names, patterns, location }: DeclaredShape) {
  const declared = [...names, ...patterns.map((pattern) => `/${pattern}/`)];
  const shown = `${declared.slice(0, 20).join(', ')}${declared.length > 20 ? ', …' : ''}`;
  return { keyword: 'undeclared', code: 'undeclared_property', says: `only declared members (${shown})`, expected: declared, location };
}
