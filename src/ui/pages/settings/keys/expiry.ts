/** How long a key is good: days, "never", or a day of the calendar. */
export const EXPIRIES: readonly { readonly value: string; readonly label: string }[] = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: 'never', label: 'It does not end' },
  { value: 'day', label: 'Until a day …' },
];

const DAY = 86_400_000;

/** The end as the registry takes it; undefined for never. A day ends the key when it begins in UTC. */
export function expiresAt(choice: string, day: string, now: number): string | undefined {
  if (choice === 'never') return undefined;
  return choice === 'day' ? `${day}T00:00:00Z` : new Date(now + Number(choice) * DAY).toISOString();
}
