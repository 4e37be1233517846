import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { session } from '../app/session.ts';
import { isNotForCaller, keepAnswer, knownAnswer } from './answers.ts';

/** `value` may be of the time before, while it is asked again; `problem` is of the last time. */
export interface Answer<T> {
  readonly value: T | undefined;
  readonly problem: unknown;
  /** Asked and not answered yet. */
  readonly isPending: boolean;
  readonly reload: () => void;
}

interface State<T> {
  readonly question: string | undefined;
  readonly value: T | undefined;
  readonly problem: unknown;
  readonly isPending: boolean;
}

/**
 * Ask when `asked` changes, which names all that `ask` depends on; undefined asks nothing. An answer to an older question is
 * dropped; `signal` tells an `ask` of several requests that the rest is not needed. What was known is shown at once, also while it is asked again because the registry or the key is back.
 */
export function useAnswer<T>(asked: string | undefined, ask: (signal: AbortSignal) => Promise<T>): Answer<T> {
  const { person, turn } = session.use();
  // Whose answer it is belongs to the question.
  const question = asked === undefined ? undefined : `${person} ${asked}`;
  const [state, setState] = useState<State<T>>(() => pending<T>(question));
  const [again, setAgain] = useState(0);
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    if (question === undefined) return undefined;
    const ending = new AbortController();
    setState((before) => (before.question === question ? { ...before, isPending: true } : pending<T>(question)));
    latest.current(ending.signal).then(
      (value) => {
        if (ending.signal.aborted) return;
        keepAnswer(question, value);
        setState({ question, value, problem: undefined, isPending: false });
      },
      (problem: unknown) => {
        if (!ending.signal.aborted) setState((before) => refused(before, problem));
      },
    );
    return () => ending.abort();
  }, [question, again, turn]);
  const reload = useCallback(() => setAgain((count) => count + 1), []);
  // Of the question before: the effect has not run yet.
  const shown = state.question === question ? state : pending<T>(question);
  return { value: shown.value, problem: shown.problem, isPending: shown.isPending, reload };
}

function refused<T>(before: State<T>, problem: unknown): State<T> {
  return { ...before, ...(isNotForCaller(problem) ? { value: undefined } : {}), problem, isPending: false };
}

function pending<T>(question: string | undefined): State<T> {
  const value = question === undefined ? undefined : (knownAnswer(question) as T | undefined);
  return { question, value, problem: undefined, isPending: question !== undefined };
}
