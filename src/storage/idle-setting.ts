import { startOf } from '../core/subject.ts';

/** @internal The subjects that the setting of a name is meant for come from here on, in order of code points. */
export function startOfMeant(name: string): string {
  return startOf(name) ?? name;
}

/** @internal Whether the setting of a name is meant for no subject; `first` is the first subject from `startOfMeant` on. */
export function isIdleSetting(name: string, first: string | undefined): boolean {
  const start = startOf(name);
  return start === undefined ? first !== name : first?.startsWith(start) !== true;
}
