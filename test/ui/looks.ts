export interface Look {
  readonly width: number;
  readonly height: number;
  readonly colorScheme: 'light' | 'dark';
}

const WIDE_LIGHT: Look = { width: 1440, height: 900, colorScheme: 'light' };
const NARROW_DARK: Look = { width: 390, height: 844, colorScheme: 'dark' };
const OTHERS: readonly Look[] = [
  { ...WIDE_LIGHT, colorScheme: 'dark' },
  { ...NARROW_DARK, colorScheme: 'light' },
];

/** How every page is looked at for what keeps people out: two that have each width and each theme, or all four where `UI_LOOKS` is `all`. */
export const LOOKS: readonly Look[] = [WIDE_LIGHT, NARROW_DARK, ...(process.env['UI_LOOKS'] === 'all' ? OTHERS : [])];
