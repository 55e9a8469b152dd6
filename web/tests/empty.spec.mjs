// An empty store, and the first uploads into it.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { openPage, overflow, signIn, startBrowser, startServer } from './harness.mjs';
import { recording, transcript } from './recording.mjs';

let server, browser, context, page, errors;

// The recordings below are tones, which only the energy detector takes for speech.
before(async () => {
  [server, browser] = await Promise.all([startServer({ demo: false, settings: ['speech.activity=energy'] }), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
beforeEach(async () => {
  ({ context, page, errors } = await openPage(browser, server));
  await signIn(page, server);
});
afterEach(async () => {
  await context.close();
  assert.deepEqual(errors, []);
});

const item = (name) => page.locator(`section[aria-label="Kayıt yükle"] li:has([title="${name}"])`);
const file = (name, mimeType, text) => ({ name, mimeType, buffer: Buffer.from(text) });

describe('an empty store', () => {
  it('says what to do on every page and fits', async () => {
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: 800 });
      for (const [path, text] of [['/', /Henüz görüşme yok/], ['/conversations', /Henüz görüşme yok/], ['/system', /iş yok/]]) {
        await page.goto(server.url + path);
        await page.waitForSelector('.empty');
        assert.match(await page.locator('.empty').innerText(), text);
        assert.equal(await overflow(page), 0, `${path} at ${width}`);
      }
    }
  });
});

describe('the system page', () => {
  it('says that no text leaves for a language model', async () => {
    await page.goto(`${server.url}/system`);
    const card = page.locator('[data-language-model=false]');
    await card.waitFor();
    assert.match(await card.innerText(), /dışına gönderilmiyor/);
  });
});

describe('uploading', () => {
  it('takes a recording with its transcript and shows its progress', async () => {
    await page.setInputFiles('[data-testid=file-input]', [
      { name: 'arama.wav', mimeType: 'audio/wav', buffer: recording() },
      file('arama.vtt', 'text/vtt', transcript),
    ]);
    await item('arama.wav').waitFor();
    assert.match(await item('arama.wav').innerText(), /dökümüyle/);
    await page.waitForSelector('li[data-state=done]', { timeout: 60_000 });
    await page.click('li[data-state=done] a');
    await page.waitForSelector('[data-turn]');
    assert.match(await page.locator('.talk').innerText(), /faturam iki katı geldi/);
    await page.waitForSelector('[data-ready=true]');
    assert.deepEqual((await page.locator('.lane').allInnerTexts()).sort(), ['Müşteri', 'Temsilci']);
  });

  it('shows new conversations on Today as they come', async () => {
    await page.goto(`${server.url}/?range=days30`);
    await page.waitForSelector('.kpi, .empty');
    const before = await page.evaluate(async () => (await (await fetch('/v1/conversations?limit=1')).json()).total);
    await page.setInputFiles('[data-testid=file-input]', file('diyalog.json', 'application/json', JSON.stringify({
      language: 'tr',
      turns: [
        { role: 'customer', text: 'Merhaba, kargom hâlâ gelmedi.' },
        { role: 'agent', text: 'Hemen kontrol ediyorum, yarın teslim edilecek.' },
      ],
    })));
    await page.waitForSelector('li[data-state=done]', { timeout: 60_000 });
    await page.waitForFunction((n) => Number(document.querySelector('.kpi strong')?.textContent) > n, before, { timeout: 15_000 });
  });

  it('takes a CSV of messages', async () => {
    const csv = [
      'tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id',
      '1,115712,True,Tue Oct 31 22:10:47 +0000 2017,"@sprintcare my phone does not work",2,',
      '2,sprintcare,False,Tue Oct 31 22:12:47 +0000 2017,"@115712 We are sorry, please send a DM",,1',
    ].join('\n');
    await page.setInputFiles('[data-testid=file-input]', file('mesajlar.csv', 'text/csv', csv));
    await page.waitForSelector('li[data-state=done], li[data-state=failed]', { timeout: 60_000 });
    assert.equal(await item('mesajlar.csv').getAttribute('data-state'), 'done', await item('mesajlar.csv').innerText());
  });

  it('says what is wrong with a file, and what to do', async () => {
    await page.setInputFiles('[data-testid=file-input]', [
      file('bilinmeyen.xyz', 'application/octet-stream', 'x'),
      file('bozuk.wav', 'audio/wav', 'this is no sound'),
    ]);
    await page.waitForFunction(() => document.querySelectorAll('li[data-state=failed]').length === 2, null, { timeout: 60_000 });
    assert.match(await item('bilinmeyen.xyz').innerText(), /tanınmıyor/);
    assert.ok((await item('bozuk.wav').locator('.why').first().innerText()).length > 10);
    errors.splice(0, errors.length, ...errors.filter((e) => !/status of 4\d\d/.test(e)));
  });

  it('accepts files dropped anywhere', async () => {
    const data = await page.evaluateHandle((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], 'birak.txt', { type: 'text/plain' }));
      return transfer;
    }, 'Müşteri: İnternetim kesik.\nTemsilci: Hemen bakıyorum.\n');
    await page.dispatchEvent('body', 'dragenter', { dataTransfer: data });
    await page.waitForSelector('.drop');
    await page.dispatchEvent('body', 'drop', { dataTransfer: data });
    await item('birak.txt').waitFor();
    await page.waitForSelector('li[data-state=done]', { timeout: 60_000 });
    assert.equal(await page.locator('.drop').count(), 0);
  });
});
