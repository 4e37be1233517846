import { RegistryError } from '../core/errors.ts';

// Each round lost means that somebody else's commit went through, so a writer that loses them all met a storm.
const MAX_ROUNDS = 50;

/**
 * What `attempt` gives, which reads, decides and commits; again from the start where somebody else was faster (`conflict`). Throws
 * `write_conflict`, which names what is written, after 50 rounds.
 */
export async function untilCommitted<T>(written: string, attempt: () => Promise<T | 'conflict'>): Promise<T> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const answer = await attempt();
    if (answer !== 'conflict') return answer;
  }
  throw new RegistryError('write_conflict', `${written} changed ${MAX_ROUNDS} times meanwhile; try again`);
}
