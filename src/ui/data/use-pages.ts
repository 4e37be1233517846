import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { CountResource, Page } from '../../core/resources.ts';
import { session } from '../app/session.ts';
import { isNotForCaller, keepAnswer, knownAnswer } from './answers.ts';

/** A page of a list, the first with how many there are over all pages, where the registry counts them. */
export type CountedPage<T> = Page<T> & { readonly count?: CountResource };

/** A list as far as it was read. */
export interface Pages<T> {
  /** Undefined: nothing is known yet. Of the question before, until this one is answered. */
  readonly items: readonly T[] | undefined;
  readonly count: CountResource | undefined;
  readonly hasMore: boolean;
  readonly problem: unknown;
  readonly isPending: boolean;
  /** Whether `items` are of the question before. */
  readonly isStale: boolean;
  /** Read on, so that about `wanted` more are known; what is being read already is not read twice. */
  readonly more: (wanted: number) => void;
  /** Read from the start again, as many as were shown, at most a page. */
  readonly reload: () => void;
}

interface State<T> {
  readonly question: string;
  readonly list: List<T> | undefined;
  readonly problem: unknown;
  readonly isPending: boolean;
}

interface List<T> {
  readonly items: readonly T[];
  readonly cursor: string | undefined;
  readonly count: CountResource | undefined;
}

interface Place {
  readonly cursor?: string;
  readonly limit: number;
}

const FIRST = 200;
const MOST = 1_000;

/** A list that is read a page at a time as one goes down it, and again when the registry or the key is back. `asked` names all that `ask` depends on. */
export function usePages<T>(asked: string, ask: (place: Place) => Promise<CountedPage<T>>): Pages<T> {
  const { person, turn } = session.use();
  // Whose list it is belongs to the question.
  const question = `${person} ${asked}`;
  const [state, setState] = useState<State<T>>(() => ({ question, list: known(question), problem: undefined, isPending: true }));
  const latest = useRef({ ask, state });
  latest.current = { ask, state };
  // Counts the lists that were begun: an answer for another one than the last is dropped.
  const run = useRef(0);
  const isReading = useRef(false);
  const read = useCallback(
    async (before: List<T> | undefined, limit: number): Promise<void> => {
      const own = before === undefined ? ++run.current : run.current;
      isReading.current = true;
      setState((now) => ({ ...now, isPending: true, problem: undefined }));
      try {
        const page = await latest.current.ask({ limit, ...(before?.cursor === undefined ? {} : { cursor: before.cursor }) });
        if (own !== run.current) return;
        const list = { items: [...(before?.items ?? []), ...page.items], cursor: page.cursor, count: page.count ?? before?.count };
        keepAnswer(question, list);
        setState({ question, list, problem: undefined, isPending: false });
      } catch (problem) {
        if (own === run.current) setState((now) => ({ ...now, ...(isNotForCaller(problem) ? { list: undefined } : {}), problem, isPending: false }));
      } finally {
        if (own === run.current) isReading.current = false;
      }
    },
    [question],
  );
  useEffect(() => {
    const found = known<T>(question);
    setState((now) => ({
      question: found === undefined ? now.question : question,
      list: found ?? (now.question.startsWith(`${person} `) ? now.list : undefined),
      problem: undefined,
      isPending: true,
    }));
    void read(undefined, sizeOf(found));
    return () => {
      run.current += 1;
    };
  }, [question, read, turn]);
  const more = useCallback(
    (wanted: number): void => {
      const { list, question: of, problem } = latest.current.state;
      if (isReading.current || problem !== undefined || of !== question || list?.cursor === undefined) return;
      void read(list, Math.min(Math.max(wanted, FIRST), MOST));
    },
    [question, read],
  );
  const reload = useCallback((): void => void read(undefined, sizeOf(latest.current.state.list)), [read]);
  const { list, problem, isPending } = state;
  return {
    ...{ items: list?.items, count: list?.count, problem, isPending, more, reload },
    hasMore: list?.cursor !== undefined,
    isStale: state.question !== question,
  };
}

function known<T>(question: string): List<T> | undefined {
  return knownAnswer(question) as List<T> | undefined;
}

function sizeOf<T>(list: List<T> | undefined): number {
  return Math.min(Math.max(list?.items.length ?? 0, FIRST), MOST);
}
