import type { TargetConfig } from '../config/config.ts';
import { createHttpTarget } from './http.ts';
import type { Functions } from './lambda/functions.ts';
import { createLambdaTarget } from './lambda/target.ts';
import type { Target } from './target.ts';

export interface TargetTools {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Those of Lambda. */
  readonly functions: Functions;
}

/** The driver that a target's configuration asks for. */
export function createTarget(config: TargetConfig, { now, functions }: TargetTools): Target {
  switch (config.kind) {
    case 'http':
      return createHttpTarget(config, now);
    case 'aws-lambda':
      return createLambdaTarget(config, { now, functions });
  }
}
