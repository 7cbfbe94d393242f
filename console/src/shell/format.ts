/** Moments, sizes and durations as people read them. */

const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const CLOCK = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hour12: false,
});
const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: 'always', style: 'short' });
const SPANS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];
const KIB = 1024;
const UNITS = ['B', 'KiB', 'MiB', 'GiB'];

/** A moment in the reader's own zone. Takes ISO 8601, or epoch seconds. */
export function moment(value: string | number | undefined): string {
  if (value === undefined) return '–';
  // Lambda writes +0000, which only +00:00 is a standard form of.
  const date = typeof value === 'number' ? new Date(value * 1000) : new Date(value.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isNaN(date.getTime()) ? String(value) : MOMENT.format(date);
}

/** A moment of epoch seconds, to the millisecond, in the reader's own zone. */
export function clock(epochSeconds: number | undefined): string {
  return epochSeconds === undefined ? '–' : CLOCK.format(epochSeconds * 1000);
}

/** As in telemetry/rendering.py, but for line ends, which a page shows as such. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/gu;

/** A stranger's text, in which what would hide or reorder what is around it is written as a code, such as `\u202e`. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (found) => {
    const code = found.charCodeAt(0).toString(16);
    return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`;
  });
}

/** A number of bytes, in the largest unit of which there is one. */
export function bytes(size: number): string {
  const power = size < 1 ? 0 : Math.min(Math.floor(Math.log(size) / Math.log(KIB)), UNITS.length - 1);
  const scaled = size / KIB ** power;
  return `${power === 0 ? scaled : scaled.toFixed(1)} ${UNITS[power] ?? ''}`;
}

/** A number of seconds, in the two largest units. */
export function age(seconds: number): string {
  const whole = Math.floor(seconds);
  const minutes = Math.floor(whole / 60);
  const hours = Math.floor(minutes / 60);
  if (minutes === 0) return `${whole} s`;
  return hours === 0 ? `${minutes} min ${whole % 60} s` : `${hours} h ${minutes % 60} min`;
}

/** How long ago a moment of epoch seconds was, in its largest unit. */
export function ago(epochSeconds: number | undefined): string {
  if (epochSeconds === undefined) return '–';
  const seconds = Math.max(0, Date.now() / 1000 - epochSeconds);
  const [unit, length] = SPANS.find(([, it]) => seconds >= it) ?? ['second', 1];
  return RELATIVE.format(-Math.floor(seconds / length), unit);
}

/** A decimal number of a currency, to the millionth: what a tenant costs in a month may be less than a cent. */
export function money({ Amount = '0', Unit = '' }: { Amount?: string; Unit?: string }): string {
  return `${Number(Amount).toLocaleString(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 6 })} ${Unit}`;
}
