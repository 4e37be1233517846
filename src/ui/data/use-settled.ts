import { useEffect, useState } from 'preact/hooks';

/** What is typed counts once the hand rests, in ms. */
const REST_MS = 120;

/** A value as it was when it last stayed the same for a moment; two are the same where their JSON is. */
export function useSettled<T>(value: T): T {
  const [settled, settle] = useState(value);
  const text = JSON.stringify(value);
  useEffect(() => {
    if (text === JSON.stringify(settled)) return undefined;
    const timer = setTimeout(() => settle(() => value), REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
