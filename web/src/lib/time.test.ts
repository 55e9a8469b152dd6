import { describe, expect, it } from 'vitest';
import { addDays, dayOf, daysToInstants, isDay, keysBetween, keyToInstants, presetDays } from './time';

const istanbul = 180;

describe('days of the centre', () => {
  it('begin three hours before UTC ones in Istanbul', () => {
    expect(dayOf(Date.parse('2026-03-14T21:30:00Z'), istanbul)).toBe('2026-03-15');
    expect(daysToInstants('2026-03-14', '2026-03-14', istanbul)).toEqual({
      from: '2026-03-13T21:00:00.000Z',
      to: '2026-03-14T21:00:00.000Z',
    });
  });

  it('cross months and years', () => {
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
    expect(addDays('2027-12-31', 1)).toBe('2028-01-01');
  });

  it('know a day when they see one', () => {
    expect(['2026-02-28', '2026-2-8', '', '2026-13-01'].map(isDay)).toEqual([true, false, false, false]);
  });

  it('make the ranges of the page', () => {
    const now = Date.parse('2026-03-14T22:00:00Z'); // already the 15th in Istanbul
    expect(presetDays('today', now, istanbul)).toEqual(['2026-03-15', '2026-03-15']);
    expect(presetDays('yesterday', now, istanbul)).toEqual(['2026-03-14', '2026-03-14']);
    expect(presetDays('days7', now, istanbul)).toEqual(['2026-03-09', '2026-03-15']);
    expect(presetDays('days30', now, istanbul)).toEqual(['2026-02-14', '2026-03-15']);
  });
});

describe('statistics keys', () => {
  it('stand for exactly their hour or day', () => {
    expect(keyToInstants('2026-03-14T09', istanbul)).toEqual({ from: '2026-03-14T06:00:00.000Z', to: '2026-03-14T07:00:00.000Z' });
    expect(keyToInstants('2026-03-14', istanbul)).toEqual({ from: '2026-03-13T21:00:00.000Z', to: '2026-03-14T21:00:00.000Z' });
  });

  it('fill a range without gaps', () => {
    const day = daysToInstants('2026-03-14', '2026-03-14', istanbul);
    const hours = keysBetween(day, 'hour', istanbul);
    expect([hours.length, hours[0], hours[23]]).toEqual([24, '2026-03-14T00', '2026-03-14T23']);
    expect(keysBetween(daysToInstants('2026-02-27', '2026-03-02', istanbul), 'day', istanbul)).toEqual([
      '2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02',
    ]);
  });
});
