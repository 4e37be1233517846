const LOOK_EVERY_MS = 500;

/** Call `ended` once the process that started this one is gone; gives the way to stop looking. Windows never says so. */
export function whenParentEnds(ended) {
  const parent = process.ppid;
  const looking = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(looking);
    ended();
  }, LOOK_EVERY_MS);
  return () => clearInterval(looking);
}
