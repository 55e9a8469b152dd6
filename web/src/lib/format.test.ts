import { describe, expect, it } from 'vitest';
import { Format } from './format';
import { de } from './i18n/de';
import { en } from './i18n/en';
import { tr } from './i18n/tr';

const turkish = new Format('tr', tr.unit, 180);
const english = new Format('en', en.unit, 180);
const german = new Format('de', de.unit, 180);
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('numbers', () => {
  it('follow the language', () => {
    expect(turkish.number(1234.5, 1)).toBe('1.234,5');
    expect(english.number(1234.5, 1)).toBe('1,234.5');
    expect(turkish.percent(0.125)).toBe('%12,5');
    expect(english.percent(0.125)).toBe('12.5%');
    expect(plain(german.percent(0.125))).toBe('12,5 %');
  });

  it('carry their sign in front', () => {
    expect(turkish.signedPercent(0.12)).toBe('+%12');
    expect(turkish.signedPercent(-0.12)).toBe('−%12');
    expect(turkish.signedPercent(0)).toBe('%0');
    expect(turkish.signed(-3.25)).toBe('−3,3');
  });
});

describe('durations', () => {
  it('read well at every size', () => {
    expect(turkish.duration(0)).toBe('0 sn');
    expect(turkish.duration(9_200)).toBe('9,2 sn');
    expect(turkish.duration(9_960)).toBe('10 sn');
    expect(turkish.duration(59_600)).toBe('1 dk 00 sn');
    expect(turkish.duration(185_000)).toBe('3 dk 05 sn');
    expect(turkish.duration(3_725_000)).toBe('1 sa 02 dk');
    expect(english.duration(185_000)).toBe('3 min 05 s');
  });

  it('show as a clock', () => {
    expect(turkish.clock(45_900)).toBe('0:45');
    expect(turkish.clock(725_000)).toBe('12:05');
    expect(turkish.clock(3_727_000)).toBe('1:02:07');
    expect(turkish.clock(-5)).toBe('0:00');
  });
});

describe('times', () => {
  it('are those of the centre, whatever the browser thinks', () => {
    expect(turkish.time('2026-03-14T21:30:00.000Z')).toBe('00:30');
    expect(turkish.date('2026-03-14T21:30:00.000Z')).toBe('15 Mar 2026');
    expect(turkish.time('2026-03-14T21:00:00.000Z')).toBe('00:00');
  });
});
