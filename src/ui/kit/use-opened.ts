import { useEffect, useState } from 'preact/hooks';

/** Which folded places a reader opened; forgotten when what is shown becomes another. */
export function useOpened(shown: unknown): { readonly opened: ReadonlySet<number>; readonly open: (place: number) => void } {
  const [opened, setOpened] = useState<ReadonlySet<number>>(() => new Set());
  useEffect(() => setOpened(new Set()), [shown]);
  return { opened, open: (place) => setOpened((before) => new Set([...before, place])) };
}
