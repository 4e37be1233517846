/** @internal Append one step to a JSON Pointer (RFC 6901). */
export function appendPointer(pointer: string, step: string | number): string {
  if (typeof step === 'number' || !/[~/]/.test(step)) return `${pointer}/${step}`;
  return `${pointer}/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Write steps as a JSON Pointer; no steps are the whole document, `""`. */
export function formatPointer(steps: readonly (string | number)[]): string {
  return steps.reduce<string>(appendPointer, '');
}

/** Read a JSON Pointer into its steps; undefined if `text` is none. */
export function parsePointer(text: string): string[] | undefined {
  if (text === '') return [];
  if (!text.startsWith('/') || /~(?![01])/.test(text)) return undefined;
  return text
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The value at `pointer`; undefined where there is none. Array indices are plain decimal digits. */
export function valueAtPointer<T>(value: T, pointer: string): T | undefined {
  const steps = parsePointer(pointer);
  if (steps === undefined) return undefined;
  let here: unknown = value;
  for (const step of steps) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined;
    if (Array.isArray(here) && !/^(0|[1-9]\d*)$/.test(step)) return undefined;
    here = (here as Record<string, unknown>)[step];
  }
  return here as T;
}
