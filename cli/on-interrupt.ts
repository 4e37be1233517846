/** Say something before an interrupt ends the process, as main.ts has it; the function that is returned takes it back. */
export function onInterrupt(say: () => void): () => void {
  process.prependOnceListener('SIGINT', say);
  return () => void process.off('SIGINT', say);
}
