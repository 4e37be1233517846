import { parsePointer } from '../../../core/json/pointer.ts';
import { isJsonObject, type JsonValue } from '../../../core/json/value.ts';
import type { PatchOperation } from '../../../core/schema-change.ts';

/** A document after a JSON Patch (RFC 6902) of the operations that fixes use; undefined where the patch is none of this document. */
export function applyPatch(document: JsonValue, patch: readonly PatchOperation[]): JsonValue | undefined {
  return patch.reduce<JsonValue | undefined>((value, operation) => {
    const steps = parsePointer(operation.path);
    return value === undefined || steps === undefined ? undefined : change(value, steps, operation);
  }, document);
}

function change(value: JsonValue, steps: readonly string[], operation: PatchOperation): JsonValue | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) return operation.op === 'remove' ? undefined : operation.value;
  if (Array.isArray(value)) return changeItem(value, step, rest, operation);
  if (!isJsonObject(value)) return undefined;
  if (rest.length === 0) return changeMember(value, step, operation);
  const member = Object.hasOwn(value, step) ? value[step] : undefined;
  const changed = member === undefined ? undefined : change(member, rest, operation);
  return changed === undefined ? undefined : { ...value, [step]: changed };
}

function changeMember(object: Readonly<Record<string, JsonValue>>, name: string, operation: PatchOperation): JsonValue | undefined {
  if (operation.op === 'add') return { ...object, [name]: operation.value };
  if (!Object.hasOwn(object, name)) return undefined;
  if (operation.op === 'replace') return { ...object, [name]: operation.value };
  return Object.fromEntries(Object.entries(object).filter(([other]) => other !== name));
}

function changeItem(items: readonly JsonValue[], step: string, rest: readonly string[], operation: PatchOperation): JsonValue | undefined {
  const index = step === '-' ? items.length : /^(0|[1-9]\d*)$/.test(step) ? Number(step) : -1;
  if (rest.length === 0 && operation.op === 'add') return index < 0 || index > items.length ? undefined : items.toSpliced(index, 0, operation.value);
  const item = items[index];
  if (item === undefined) return undefined;
  if (rest.length === 0) return operation.op === 'replace' ? items.with(index, operation.value) : items.toSpliced(index, 1);
  const changed = change(item, rest, operation);
  return changed === undefined ? undefined : items.with(index, changed);
}
