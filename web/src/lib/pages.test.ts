import { describe, expect, it } from 'vitest';
import { pageAt } from './pages';

describe('pages by path', () => {
  it.each([
    ['/', 'today', null],
    ['/quality/', 'quality', null],
    ['/quality/sc_1', 'scorecard', 'sc_1'],
    ['/conversations/a%20b', 'conversation', 'a b'],
    ['/conversations/50%', 'conversation', '50%'],
    ['/privacy/requests/7', 'privacy', null],
    ['/rules/iptal_niyeti', 'rules', null],
    ['/live/x', 'liveCall', 'x'],
    ['/live/x/y', 'notFound', null],
    ['/nowhere', 'notFound', null],
  ])('%s', (path, name, id) => expect(pageAt(path)).toEqual({ name, id }));
});
