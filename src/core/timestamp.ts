const TIMESTAMP =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** Whether `text` is a timestamp of RFC 3339: a day that its month has, a leap second at any minute. */
export function isTimestamp(text: string): boolean {
  if (!TIMESTAMP.test(text)) return false;
  const day = Number(text.slice(8, 10));
  return day <= 28 || day <= daysOf(Number(text.slice(0, 4)), Number(text.slice(5, 7)));
}

const FIRST = Date.parse('0000-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');
const DAY = /^\d{4}-\d\d-\d\d$/;
const WITHOUT_SECONDS = /^(\d{4}-\d\d-\d\d[Tt]\d\d:\d\d)((?:[Zz]|[+-]\d\d:\d\d))$/;

/**
 * Read what a person writes for a moment: a day, which is its beginning in UTC, or a time with its zone; seconds may be
 * left out. Gives ISO 8601 in UTC with milliseconds; undefined if it is neither, there is no such day, or its year in UTC has not
 * four digits: longer ones sort otherwise than time does.
 */
export function parseTime(text: string): string | undefined {
  const whole = DAY.test(text) ? `${text}T00:00:00Z` : text.replace(WITHOUT_SECONDS, '$1:00$2');
  const time = isTimestamp(whole) ? Date.parse(whole.toUpperCase()) : Number.NaN;
  // No clock of ours has leap seconds.
  return time >= FIRST && time <= LAST ? new Date(time).toISOString() : undefined;
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
