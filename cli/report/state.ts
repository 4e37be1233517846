import type { RegistryError } from '../../src/core/errors.ts';
import type { StateResource } from '../../src/core/resources.ts';
import { checksOf } from '../refusal.ts';
import { checksText } from './checks.ts';
import { narrowingText } from './narrowing.ts';
import { createPaint } from './paint.ts';
import { createPlaces } from './places.ts';
import { stateText } from './show.ts';

interface Style {
  readonly color: boolean;
}

interface Changed extends Style {
  readonly dryRun: boolean;
  /** What it means, in a clause. */
  readonly meaning: string;
  /** Whether a dry run says what gates would lose. */
  readonly narrows?: boolean;
}

/** What a change of state did, what it means, and what somebody should know about it. */
export function changedStateText(head: StateResource, { color, dryRun, meaning, narrows = false }: Changed): string {
  const paint = createPaint({ color });
  const name = `${head.subject}@${head.version}`;
  if (head.unchanged === true) return `${name} is ${stateText(head)} already: nothing was written`;
  const shown = dryRun && narrows && head.narrows !== undefined ? [narrowingText(head.narrows)] : [];
  // The text about the gates says the same.
  const warnings = (head.warnings ?? []).filter(({ code }) => code !== 'last_live' || shown.length === 0);
  return [
    `${name} ${dryRun ? 'would be' : 'is now'} ${stateText(head)}; ${dryRun ? 'nothing was stored' : meaning}`,
    ...shown,
    ...warnings.map(({ code, message }) => `  ${paint.unsure('warning')} ${code}: ${message}`),
  ].join('\n');
}

/** Why a version cannot come back: the sentence, and each check with its event. */
export function refusedReturnText(error: RegistryError, { color }: Style): string {
  const paint = createPaint({ color });
  const word = error.code === 'incompatible' ? paint.bad('refused') : paint.unsure('not decided');
  return `${word} ${error.code}: ${error.message}\n${checksText(checksOf(error), createPlaces([]), paint)}`;
}
