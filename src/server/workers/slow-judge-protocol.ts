import type { FormatDocument } from '../../core/schema-document.ts';
import type { CompileOptions, Validation } from '../../formats/format.ts';
import type { FailedAnswer } from './failed-answer.ts';

// What goes over the wall between the gateway and the thread that judges costly events.

export interface JudgeQuestion {
  /** By its name. */
  readonly format: string;
  readonly document: FormatDocument;
  /** Of the event's data: numbers that are no doubles do not survive a structured clone. */
  readonly text: string;
  readonly options: CompileOptions;
}

export type JudgeAnswer = { readonly kind: 'validation'; readonly validation: Validation } | FailedAnswer;
