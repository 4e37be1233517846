import { RegistryError } from '../../core/errors.ts';

/** What was read last, by question: shown at once while it is asked again. Bounded: the oldest question goes first. */
const answers = new Map<string, unknown>();

const MOST = 200;

export function knownAnswer(question: string): unknown {
  return answers.get(question);
}

export function keepAnswer(question: string, answer: unknown): void {
  answers.delete(question);
  answers.set(question, answer);
  const [oldest] = answers.keys();
  if (answers.size > MOST && oldest !== undefined) answers.delete(oldest);
}

/** What was read with another key is no longer shown to one that may not read it; a key that is over may be renewed. */
export function isNotForCaller(problem: unknown): boolean {
  return problem instanceof RegistryError && problem.code === 'forbidden';
}

export function clearAnswers(): void {
  answers.clear();
}
