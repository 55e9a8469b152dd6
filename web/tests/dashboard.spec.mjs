// The dashboard on the demonstration data.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, beforeEach, afterEach, describe, it } from 'node:test';
import { openPage, overflow, signIn, startBrowser, startServer } from './harness.mjs';

let server, browser, context, page, errors;

const total = () => page.locator('[data-testid=total]');
// Waits until the list says this many.
async function expectTotal(n) {
  await page.waitForFunction((want) => document.querySelector('[data-testid=total]')?.dataset.total === String(want), n, { timeout: 10_000 }).catch(async () => {
    assert.equal(await total().getAttribute('data-total'), String(n), page.url());
  });
}
const api = (path) => page.evaluate(async (p) => (await fetch(p)).json(), path);
const count = async (query) => (await api(`/v1/conversations?limit=1&${query}`)).total;
const queryOf = async (link) => (await link.getAttribute('href')).split('?')[1].replace(/(^|&)(sort|order)=[^&]*/g, '');

async function overview() {
  const [link] = await page.locator('.kpi').all();
  return api(`/v1/statistics/overview?${await queryOf(link)}`);
}
async function openFirst(query) {
  await page.goto(`${server.url}/conversations?${query}`);
  await page.locator('tbody tr a.open').first().click();
  await page.waitForSelector('[data-turn]');
}

before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
beforeEach(async () => {
  ({ context, page, errors } = await openPage(browser, server));
});
afterEach(async () => {
  await context.close();
  assert.deepEqual(errors, []);
});

describe('signing in', () => {
  it('explains a wrong password, then lets in, and out again', async () => {
    await page.goto(`${server.url}/conversations?sentiment=negative`);
    await page.fill('#login', server.login);
    await page.fill('#password', 'wrong');
    await page.click('button[type=submit]');
    await page.waitForSelector('[role=alert]');
    assert.match(await page.locator('[role=alert]').innerText(), /parola yanlış/);
    await page.fill('#password', server.password);
    await page.click('button[type=submit]');
    await page.waitForSelector('.chips button');
    assert.match(page.url(), /sentiment=negative/);
    await page.click('.account');
    await page.click('.panel .item');
    await page.waitForSelector('#login');
  });
});

describe('today', () => {
  beforeEach(async () => {
    await signIn(page, server, '/?range=days30');
    await page.waitForSelector('.kpi');
  });

  it('opens exactly the conversations behind each figure', async () => {
    const data = await overview();
    assert.ok(data.n > 0);
    const { totals } = data;
    const expected = [totals.count, totals.sentiment.negative, totals.resolution.unresolved, totals.duration_ms.n, totals.silence_ms.n];
    for (const [i, n] of expected.entries()) {
      await page.locator('.kpi').nth(i).click();
      await expectTotal(n);
      await page.goBack();
      await page.waitForSelector('.kpi');
    }
  });

  it('has no row or segment whose link counts differently', async () => {
    const rows = await page.locator('.count').all();
    assert.ok(rows.length > 3);
    for (const row of rows) {
      const shown = Number((await row.evaluate((node) => node.firstChild.textContent)).replace(/\D/g, ''));
      assert.equal(await count(await queryOf(row)), shown, await row.getAttribute('href'));
    }
    for (const segment of await page.locator('.seg').all()) {
      const shown = Number(/([\d.]+)[^\d]*$/.exec(await segment.getAttribute('aria-label'))[1].replace('.', ''));
      assert.equal(await count(await queryOf(segment)), shown, await segment.getAttribute('href'));
    }
  });

  it('has no agent whose links count differently', async () => {
    const data = await overview();
    for (const row of await page.locator('tbody tr').all()) {
      const [name, ...cells] = await row.locator('a').all();
      const agent = new URLSearchParams(await queryOf(name)).get('agent');
      const bucket = data.by_agent.find((b) => (b.key ?? '-') === agent);
      assert.equal(await count(await queryOf(name)), bucket.count);
      for (const cell of cells) {
        const href = await cell.getAttribute('href');
        const n = await count(await queryOf(cell));
        if (href.includes('sentiment=negative')) assert.equal(n, bucket.sentiment.negative, href);
        else if (href.includes('resolution=')) assert.equal(n, bucket.resolution.unresolved, href);
        else if (href.includes('min_duration_ms=0')) assert.equal(n, bucket.duration_ms.n, href);
        else if (href.includes('min_silence_ms=0')) assert.equal(n, bucket.silence_ms.n, href);
      }
    }
  });

  it('opens the bar of the chart that was clicked', async () => {
    const bars = page.locator('.chart svg path[fill="#d3505b"]:visible'); // a day that has just begun has none
    await bars.last().waitFor();
    const data = await overview();
    const box = await bars.last().boundingBox();
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await page.waitForURL(/\/conversations\?/);
    const params = new URL(page.url()).searchParams;
    assert.equal(params.get('sentiment'), 'negative');
    const days = data.by_time.items.filter((item) => item.sentiment.negative > 0);
    const local = new Date(Date.parse(params.get('from')) + 180 * 60_000).toISOString();
    const clicked = days.find((item) => local.startsWith(item.key));
    assert.ok(clicked, local);
    await expectTotal(clicked.sentiment.negative);
  });

  it('offers the chart as a table with the same links', async () => {
    await page.click('button[aria-label="Tablo olarak göster"]');
    const link = page.locator('.scroll tbody td a').last();
    const shown = Number(await link.innerText());
    await link.click();
    await expectTotal(shown);
  });

  it('sorts agents and changes the range', async () => {
    await page.locator('thead button', { hasText: 'Temsilci' }).first().click();
    const names = await page.locator('tbody th').allInnerTexts();
    assert.deepEqual(names, [...names].sort((a, b) => a.localeCompare(b, 'tr')));
    await page.click('button:has-text("Son 7 gün")');
    await page.waitForURL(/range=days7/);
    await page.waitForSelector('.kpi, .empty');
    await page.click('button:has-text("Özel")');
    await page.fill('input[type=date] >> nth=0', '2020-01-01');
    await page.waitForURL(/from=2020-01-01/);
  });
});

describe('conversations', () => {
  beforeEach(async () => {
    await signIn(page, server, '/conversations');
    await page.waitForSelector('tbody tr');
  });

  it('narrows by filter and takes filters off', async () => {
    const all = Number(await total().getAttribute('data-total'));
    await page.click('.filters button:has-text("Duygu")');
    await page.click('.filters label:has-text("Olumsuz")');
    const negative = await count('sentiment=negative');
    assert.ok(negative > 0 && negative < all);
    await expectTotal(negative);
    await page.keyboard.press('Escape');
    await page.click('.chips button:has-text("Olumsuz")');
    await expectTotal(all);
  });

  it('searches from the keyboard and finds Turkish inflections', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('faturam');
    await page.waitForURL(/q=faturam/);
    const found = await count('q=faturam');
    assert.ok(found > 0);
    await expectTotal(found);
    await page.reload();
    assert.equal(await page.locator('input[type=search]').first().inputValue(), 'faturam');
    await page.locator('input[type=search]').first().fill('böylebirkelimeyok');
    await expectTotal(0);
    await page.waitForSelector('.empty');
  });

  it('sorts by column', async () => {
    await page.click('th button:has-text("Süre")');
    await page.waitForURL(/sort=duration/);
    await page.waitForFunction(() => document.querySelector('th[aria-sort=descending]') && !document.querySelector('table.busy'));
    const shown = await page.locator('tbody tr').evaluateAll((rows) => rows.map((r) => r.dataset.id));
    const wanted = (await api('/v1/conversations?sort=duration&order=desc&limit=50')).items.map((row) => row.id);
    assert.deepEqual(shown, wanted);
  });

  it('pages forwards and back without losing or repeating a row', async () => {
    await page.selectOption('.pager select', '25');
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 25);
    const ids = () => page.locator('tbody tr').evaluateAll((rows) => rows.map((r) => r.dataset.id));
    const first = await ids();
    await page.click('button[aria-label="Sonraki"]');
    await page.waitForFunction((id) => document.querySelector('tbody tr')?.dataset.id !== id, first[0]);
    const second = await ids();
    assert.equal(second.filter((id) => first.includes(id)).length, 0);
    assert.match(await page.locator('[data-testid=page-range]').innerText(), /^26–/);
    await page.click('button[aria-label="Önceki"]');
    await page.waitForFunction((id) => document.querySelector('tbody tr')?.dataset.id === id, first[0]);
    assert.deepEqual(await ids(), first);
  });

  it('exports the filtered conversations', async () => {
    await page.goto(`${server.url}/conversations?sentiment=negative`);
    await page.waitForSelector('tbody tr');
    const download = async (name) => {
      await page.click('button:has-text("Dışa aktar")');
      const [file] = await Promise.all([page.waitForEvent('download'), page.click(`.panel .item:has-text("${name}")`)]);
      return readFile(await file.path());
    };
    const lines = (await download('CSV')).toString('utf8').trim().split('\n');
    assert.ok(lines.length > (await count('sentiment=negative')));
    assert.equal((await download('Excel')).toString('latin1', 0, 2), 'PK');
  });

  it('is driven from the keyboard', async () => {
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    const id = await page.locator('tbody tr.selected').getAttribute('data-id');
    assert.equal(id, await page.locator('tbody tr').nth(1).getAttribute('data-id'));
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`/conversations/${id}$`));
  });
});

describe('one conversation', () => {
  beforeEach(async () => {
    await signIn(page, server);
  });
  const time = async () => Number(await page.locator('[data-testid=time]').getAttribute('data-ms'));
  const until = (test) => page.waitForFunction(test, null, { timeout: 10_000 });

  it('plays, seeks and follows', async () => {
    await openFirst('kind=call&state=ready');
    await page.waitForSelector('[data-ready=true]');
    await page.keyboard.press(' ');
    await until(() => Number(document.querySelector('[data-testid=time]').dataset.ms) > 600);
    await page.keyboard.press(' ');
    await page.locator('[data-turn="2"] .at').click();
    await until(() => document.querySelector('[data-turn="2"]').classList.contains('now'));
    const at = await time();
    await page.keyboard.press('ArrowRight');
    await until(() => true);
    assert.ok(Math.abs((await time()) - at - 5000) < 400, `${at} → ${await time()}`);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('j');
    await until(() => document.querySelector('[data-turn="3"]').classList.contains('now'));
    const box = await page.locator('.host').boundingBox();
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    const half = (await page.locator('.host').getAttribute('aria-valuemax')) * 500;
    await page.waitForFunction((ms) => Math.abs(Number(document.querySelector('[data-testid=time]').dataset.ms) - ms) < 2500, half);
  });

  it('shows the evidence of a claim, word for word', async () => {
    await openFirst('kind=call&state=ready&sentiment=negative');
    const id = page.url().split('/').at(-1);
    const { analysis } = await api(`/v1/conversations/${id}`);
    const claim = analysis.claims.find((c) => c.field === 'sentiment');
    await page.click('[data-claim=sentiment] .head');
    for (const evidence of claim.evidence.slice(0, 3)) {
      const turn = analysis.turns.findIndex((t) => t.id === evidence.turn);
      const wanted = [...analysis.turns[turn].text].slice(...evidence.chars).join('');
      await page.waitForSelector(`[data-turn="${turn}"] .strong`);
      const marked = (await page.locator(`[data-turn="${turn}"] .strong`).allTextContents()).join('');
      if (!/\[[A-Z_]+_\d+\]/.test(wanted)) assert.equal(marked, wanted);
      await page.keyboard.press('e');
    }
  });

  it('shows what could not be decided, and every measure or why it is missing', async () => {
    await openFirst('kind=call&state=ready');
    await page.click('.tabs button:has-text("Ölçümler")');
    assert.ok((await page.locator('.side table tr').count()) > 15);
    await page.click('.tabs button:has-text("Bilgiler")');
    assert.match(await page.locator('.cols .side').innerText(), /metrics\/1/);
  });

  it('offers the transcript in four formats', async () => {
    await openFirst('kind=call&state=ready');
    await page.click('button:has-text("Dökümü indir")');
    const links = await page.locator('.panel a[href*="/transcript."]').evaluateAll((nodes) => nodes.map((n) => n.getAttribute('href')));
    assert.equal(links.length, 4);
    for (const link of links) {
      const answer = await page.evaluate(async (l) => { const r = await fetch(l); return [r.status, (await r.text()).length]; }, link);
      assert.equal(answer[0], 200, link);
      assert.ok(answer[1] > 20, link);
    }
  });

  it('says so when there is none', async () => {
    await page.goto(`${server.url}/conversations/nosuchthing`);
    await page.waitForSelector('.empty');
    errors.splice(0, errors.length, ...errors.filter((e) => !/status of 404/.test(e)));
  });
});

describe('language, theme, width', () => {
  it('switches language and remembers it', async () => {
    await signIn(page, server);
    await page.click('button[lang=en]');
    await page.waitForSelector('nav >> text=Conversations');
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
    await page.waitForTimeout(200);
    await page.reload();
    await page.waitForSelector('nav >> text=Conversations');
    await page.click('button[lang=de]');
    await page.waitForSelector('nav >> text=Gespräche');
    await page.click('button[lang=tr]');
    await page.waitForSelector('nav >> text=Görüşmeler');
    await page.waitForTimeout(200);
  });

  it('switches theme and remembers it', async () => {
    await signIn(page, server);
    const theme = () => page.evaluate(() => document.documentElement.dataset.bsTheme);
    await page.click('button[aria-label="Koyu"]');
    assert.equal(await theme(), 'dark');
    await page.reload();
    assert.equal(await theme(), 'dark');
    await page.waitForSelector('button[aria-label="Açık"]');
    await page.click('button[aria-label="Açık"]');
    assert.equal(await theme(), 'light');
  });

  for (const width of [320, 390, 768, 1024, 1440, 1920]) {
    it(`fits ${width} pixels`, async () => {
      await page.setViewportSize({ width, height: 800 });
      await signIn(page, server, '/?range=days30');
      await page.waitForSelector('.kpi');
      assert.equal(await overflow(page), 0, 'today');
      for (const path of ['/conversations?sentiment=negative,neutral', '/system']) {
        await page.goto(server.url + path);
        await page.waitForSelector('tbody tr, dl');
        assert.equal(await overflow(page), 0, path);
      }
      await openFirst('kind=call&state=ready');
      assert.equal(await overflow(page), 0, 'conversation');
      if (width < 992) {
        await page.click('.topbar button');
        await page.waitForSelector('.side.open');
        await page.locator('.side nav a').nth(1).click();
        await page.waitForURL(/\/conversations$/);
        assert.equal(await page.locator('.side.open').count(), 0);
      }
    });
  }
});
