/**
 * Whether the registry serves other pages than those that are open: their first script has a name of its own in each release. False where
 * nobody can tell.
 */
export async function isOtherRelease(): Promise<boolean> {
  const script = document.querySelector<HTMLScriptElement>('script[type="module"][src]');
  if (script === null) return false;
  const response = await fetch(new URL('/ui/', window.location.origin), { cache: 'no-store' });
  return response.ok && !(await response.text()).includes(new URL(script.src).pathname);
}
