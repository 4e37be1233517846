import type { ComponentType } from 'preact';
import type { Location } from './address.ts';

export interface PageProps {
  /** Below the page's own first segment. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
}

export interface PageEntry {
  /** The first segment; empty for the page at the root. */
  readonly name: string;
  readonly load: () => Promise<ComponentType<PageProps>>;
}

/** Every page, each loaded when it is opened first. */
const PAGES: readonly PageEntry[] = [
  { name: '', load: async () => (await import('../pages/catalogue/catalogue-page.tsx')).CataloguePage },
  { name: 'subjects', load: async () => (await import('../pages/subject/subject-page.tsx')).SubjectPage },
  { name: 'diff', load: async () => (await import('../pages/diff/diff-page.tsx')).DiffPage },
  { name: 'try', load: async () => (await import('../pages/try/try-page.tsx')).TryPage },
  { name: 'gateways', load: async () => (await import('../pages/gateway/gateway-page.tsx')).GatewayPage },
  { name: 'settings', load: async () => (await import('../pages/settings/settings-page.tsx')).SettingsPage },
  { name: 'sign-in', load: async () => (await import('../pages/sign-in/sign-in-page.tsx')).SignInPage },
];

export function pageAt({ segments }: Location): PageEntry | undefined {
  return PAGES.find(({ name }) => name === (segments[0] ?? ''));
}
