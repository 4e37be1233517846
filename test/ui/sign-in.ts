import type { Page } from 'playwright-core';

/** By the button of a page that says that a key is needed. */
export async function signIn(page: Page, key: string): Promise<void> {
  await page.getByRole('link', { name: 'Sign in with a key' }).click();
  await page.getByLabel('Key', { exact: true }).fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
