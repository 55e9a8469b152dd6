// Days of the centre's wall clock ⇄ instants. `offset` is minutes east of UTC; days are written `2026-03-14`.

export const presets = ['today', 'yesterday', 'days7', 'days30', 'custom'] as const;
export type Preset = (typeof presets)[number];

export interface Instants {
  from: string;
  to: string; // exclusive
}

const dayMs = 86_400_000;

export function dayOf(instant: number, offset: number): string {
  return new Date(instant + offset * 60_000).toISOString().slice(0, 10);
}

export function startOfDay(day: string, offset: number): number {
  return Date.parse(`${day}T00:00:00Z`) - offset * 60_000;
}

export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

export function addDays(day: string, n: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + n * dayMs).toISOString().slice(0, 10);
}

// Whole days, both named days included.
export function daysToInstants(first: string, last: string, offset: number): Instants {
  return instants(startOfDay(first, offset), startOfDay(addDays(last, 1), offset));
}

export function presetDays(preset: Exclude<Preset, 'custom'>, now: number, offset: number): [string, string] {
  const today = dayOf(now, offset);
  switch (preset) {
    case 'today':
      return [today, today];
    case 'yesterday':
      return [addDays(today, -1), addDays(today, -1)];
    case 'days7':
      return [addDays(today, -6), today];
    case 'days30':
      return [addDays(today, -29), today];
  }
}

// The stretch of time that a statistics key stands for: `2026-03-14` a day, `2026-03-14T09` an hour.
export function keyToInstants(key: string, offset: number): Instants {
  const hour = /^(\d{4}-\d{2}-\d{2})T(\d{2})$/.exec(key);
  if (!hour) return daysToInstants(key, key, offset);
  const start = startOfDay(hour[1]!, offset) + Number(hour[2]) * 3_600_000;
  return instants(start, start + 3_600_000);
}

// Every key of the range in order, so that hours and days without conversations keep their place in a chart.
export function keysBetween(range: Instants, unit: 'hour' | 'day', offset: number): string[] {
  const step = unit === 'hour' ? 3_600_000 : dayMs;
  const end = Date.parse(range.to);
  const keys: string[] = [];
  for (let at = Date.parse(range.from); at < end && keys.length < 1000; at += step) {
    keys.push(new Date(at + offset * 60_000).toISOString().slice(0, unit === 'hour' ? 13 : 10));
  }
  return keys;
}

function instants(from: number, to: number): Instants {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
