import { useEffect, useState } from 'preact/hooks';
import { registry } from '../../../app/session.ts';
import type { GatewayRatesResource } from '../../../../core/gateway-resources.ts';
import { readingOf, withReading, type Reading } from './rate-series.ts';

const EVERY_MS = 2_000;

export interface Readings {
  readonly readings: readonly Reading[];
  /** The last answer. */
  readonly latest: GatewayRatesResource | undefined;
  readonly problem: unknown;
}

/** Ask a gateway what it has counted, every two seconds while the page can be seen; one question at a time. */
export function useReadings(gateway: string): Readings {
  const [state, setState] = useState<Readings>(NONE);
  useEffect(() => {
    setState(NONE);
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const ask = async (): Promise<void> => {
      if (document.visibilityState === 'visible') {
        try {
          const latest = await registry().getGatewayRates(gateway);
          if (!isOver) setState(({ readings }) => ({ readings: withReading(readings, readingOf(latest)), latest, problem: undefined }));
        } catch (problem) {
          if (!isOver) setState((before) => ({ ...before, problem }));
        }
      }
      if (!isOver) timer = setTimeout(() => void ask(), EVERY_MS);
    };
    void ask();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [gateway]);
  return state;
}

const NONE: Readings = { readings: [], latest: undefined, problem: undefined };
