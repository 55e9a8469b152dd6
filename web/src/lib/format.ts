// Numbers, times and durations as people read them. Pure: the locale and the centre's offset come in.

export interface Units {
  h: string;
  min: string;
  s: string;
}

export const locales: Record<string, string> = { tr: 'tr-TR', en: 'en-GB', de: 'de-DE' };

export class Format {
  readonly locale: string;

  constructor(
    language: string,
    readonly units: Units,
    readonly utcOffset: number, // minutes east of UTC: the centre's wall clock
  ) {
    this.locale = locales[language] ?? 'tr-TR';
  }

  number(value: number, digits = 0): string {
    return new Intl.NumberFormat(this.locale, { maximumFractionDigits: digits }).format(value);
  }

  // 0.125 → %12,5 · 12.5% · 12,5 %
  percent(share: number, digits = 1): string {
    return new Intl.NumberFormat(this.locale, { style: 'percent', maximumFractionDigits: digits }).format(share);
  }

  // With a sign; the minus is the typographic one, so that it lines up with the plus.
  signed(value: number, digits = 1): string {
    const text = new Intl.NumberFormat(this.locale, { maximumFractionDigits: digits, signDisplay: 'exceptZero' });
    return text.format(value).replace('-', '−');
  }

  // +%12 · −12% : the sign leads in every language.
  signedPercent(share: number, digits = 0): string {
    const sign = share > 0 ? '+' : share < 0 ? '−' : '';
    return sign + this.percent(Math.abs(share), digits);
  }

  // For people: 45 sn · 3 dk 05 sn · 1 sa 02 dk. Below ten seconds one decimal.
  duration(ms: number): string {
    const { h, min, s } = this.units;
    if (Math.abs(ms) < 9950) return `${this.number(ms / 1000, 1)} ${s}`;
    const seconds = Math.round(ms / 1000);
    if (seconds < 60) return `${seconds} ${s}`;
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) return `${minutes} ${min} ${two(seconds % 60)} ${s}`;
    return `${this.number(Math.floor(minutes / 60))} ${h} ${two(minutes % 60)} ${min}`;
  }

  // For tables and players: 0:45 · 12:05 · 1:02:07
  clock(ms: number): string {
    const seconds = Math.max(0, Math.floor(ms / 1000));
    const h = Math.floor(seconds / 3600);
    const m = Math.floor((seconds % 3600) / 60);
    const s = two(seconds % 60);
    return h > 0 ? `${h}:${two(m)}:${s}` : `${m}:${s}`;
  }

  date(instant: string | number): string {
    return this.dateFormat({ day: 'numeric', month: 'short', year: 'numeric' }).format(this.shifted(instant));
  }

  dayMonth(instant: string | number): string {
    return this.dateFormat({ day: 'numeric', month: 'short' }).format(this.shifted(instant));
  }

  weekday(instant: string | number): string {
    return this.dateFormat({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(this.shifted(instant));
  }

  time(instant: string | number): string {
    return this.dateFormat({ hour: '2-digit', minute: '2-digit' }).format(this.shifted(instant));
  }

  dateTime(instant: string | number): string {
    return `${this.date(instant)} ${this.time(instant)}`;
  }

  bytes(n: number): string {
    if (n < 1024) return `${this.number(n)} B`;
    if (n < 1024 * 1024) return `${this.number(n / 1024)} KB`;
    return `${this.number(n / 1024 / 1024, 1)} MB`;
  }

  private dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    return new Intl.DateTimeFormat(this.locale, { ...options, timeZone: 'UTC', hourCycle: 'h23' });
  }

  // The centre's wall clock, read as if it were UTC.
  private shifted(instant: string | number): Date {
    return new Date(new Date(instant).getTime() + this.utcOffset * 60_000);
  }
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
