import { appendPointer } from '../../core/json/pointer.ts';
import type { ConfigText } from './config-text.ts';
import type { RawConfig, RawRoute } from './parse-config.ts';

interface Gap {
  readonly pointer: string;
  readonly isAskedFor: (route: RawRoute) => boolean;
  readonly message: string;
}

/** What the interface promises and a later version brings: refused at the start, so that nobody believes that it works. */
const GAPS: readonly Gap[] = [
  {
    pointer: '/dispatch',
    isAskedFor: (route) => route.dispatch === 'durable',
    message: 'dispatch "durable" is not available yet; expected "sync", or leave it out',
  },
  {
    pointer: '/onInvalid',
    isAskedFor: (route) => route.onInvalid === 'hold',
    message: 'onInvalid "hold" is not available yet; expected "reject", or leave it out',
  },
  {
    pointer: '/order',
    isAskedFor: (route) => route.order !== undefined,
    message: 'order is for routes with dispatch "durable", which is not available yet; remove it',
  },
  {
    pointer: '/idempotency',
    isAskedFor: (route) => route.idempotency !== undefined,
    message: 'idempotency is for routes with dispatch "durable", which is not available yet; remove it',
  },
];

/** Throws `config_invalid` for the first thing that a route asks for in vain. */
export function checkAvailability(config: RawConfig, source: ConfigText): void {
  for (const [index, route] of config.routes.entries()) {
    const gap = GAPS.find(({ isAskedFor }) => isAskedFor(route));
    if (gap !== undefined) throw source.fail(appendPointer('/routes', index) + gap.pointer, gap.message);
  }
}
