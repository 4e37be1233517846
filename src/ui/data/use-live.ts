import { useEffect, useRef, useState } from 'preact/hooks';
import { session } from '../app/session.ts';

/** An answer that follows what one types. */
export interface Live<T> {
  /** The last answer; undefined before the first. */
  readonly value: T | undefined;
  /** Of the last question that was answered by one. */
  readonly problem: unknown;
  /** What is shown belongs to an older question: the newer one is not answered yet. */
  readonly isOld: boolean;
  /** Ask the same question anew. */
  readonly retry: () => void;
}

interface State<T> {
  readonly question: string | undefined;
  readonly value: T | undefined;
  readonly problem: unknown;
}

/** Typing rests this long, in ms, before a question is asked. */
const REST_MS = 300;

/**
 * Ask when `question` has not changed for a while; an answer to an older question is dropped. The last answer stays until there is another.
 * Undefined asks nothing, and keeps what is shown. It is asked again when the registry or the key is back.
 */
export function useLive<T>(question: string | undefined, ask: () => Promise<T>): Live<T> {
  const [state, setState] = useState<State<T>>({ question: undefined, value: undefined, problem: undefined });
  const [again, setAgain] = useState(0);
  const { turn } = session.use();
  const latest = useRef(ask);
  latest.current = ask;
  const isFirst = state.question === undefined;
  useEffect(() => {
    if (question === undefined) return undefined;
    let isCurrent = true;
    const timer = setTimeout(
      () => {
        latest.current().then(
          (value) => isCurrent && setState({ question, value, problem: undefined }),
          (problem: unknown) => isCurrent && setState((before) => ({ question, value: before.value, problem })),
        );
      },
      isFirst ? 0 : REST_MS,
    );
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [question, again, turn]);
  return { value: state.value, problem: state.problem, isOld: state.question !== question, retry: () => setAgain(again + 1) };
}
