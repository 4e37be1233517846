import type { TargetConfig } from '../config/config.ts';
import { createHttpTarget } from './http.ts';
import type { Target } from './target.ts';

/** The driver that a target's configuration asks for. */
export function createTarget(config: TargetConfig): Target {
  return createHttpTarget(config);
}
