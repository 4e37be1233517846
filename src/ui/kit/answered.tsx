import type { ComponentChildren, JSX } from 'preact';
import type { Answer } from '../data/use-answer.ts';
import { Problem } from './notice.tsx';
import { Waiting } from './waiting.tsx';

interface AnsweredProps<T> {
  readonly answer: Answer<T>;
  readonly children: (value: T) => ComponentChildren;
  /** What is waited for: "the versions". */
  readonly what: string;
}

/** What an answer is shown as: itself, what it is waited for, or what went wrong. A problem stands above what was known before. */
export function Answered<T>({ answer, children, what }: AnsweredProps<T>): JSX.Element {
  return (
    <>
      {answer.problem !== undefined && <Problem problem={answer.problem} retry={answer.reload} />}
      {answer.value === undefined ? answer.problem === undefined && <Waiting what={what} /> : children(answer.value)}
    </>
  );
}
