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

export function clearAnswers(): void {
  answers.clear();
}
