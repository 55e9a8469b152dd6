// Who spoke, corrected on the page; and speech that gave no words. The speech engine is a server that answers as
// OpenAI's does.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, beforeEach, afterEach, describe, it } from 'node:test';
import { openPage, signIn, startBrowser, startServer } from './harness.mjs';
import { recording, transcript } from './recording.mjs';

let engine, server, browser, context, page, errors;

// Hears words in the first window of every call and none in the others.
function startEngine() {
  let windows = 0;
  const listener = http.createServer((request, response) => {
    request.resume().on('end', () => {
      const words = windows++ % 2 === 0 ? [['Merhaba,', 0.2, 0.8], ['buyurun.', 0.9, 1.5]] : [];
      const text = words.map(([word]) => word).join(' ');
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({
        task: 'transcribe', language: 'turkish', duration: 5, text,
        segments: words.length ? [{ id: 0, start: 0.2, end: 1.5, text, avg_logprob: -0.2, compression_ratio: 1, no_speech_prob: 0.02, temperature: 0 }] : [],
        words: words.map(([word, start, end]) => ({ word, start, end })),
      }));
    });
  });
  return new Promise((resolve) => listener.listen(0, '127.0.0.1', () => resolve(listener)));
}

// Hands the recording in and waits for its analysis; the conversation's id.
async function take(withTranscript) {
  return page.evaluate(async ({ wav, vtt }) => {
    const form = new FormData();
    form.append('recording', new Blob([Uint8Array.from(wav)], { type: 'audio/wav' }), 'call.wav');
    if (vtt) form.append('transcript', new Blob([vtt], { type: 'text/vtt' }), 'call.vtt');
    const taken = await (await fetch('/v1/conversations', { method: 'POST', headers: { 'X-CXAI': '1' }, body: form })).json();
    const id = taken.items[0].conversation_id;
    for (let i = 0; i < 600; i++) {
      const { conversation } = await (await fetch(`/v1/conversations/${id}`)).json();
      if (conversation.state === 'ready') return id;
      if (conversation.state === 'failed') throw new Error(conversation.failure);
      await new Promise((next) => setTimeout(next, 100));
    }
    throw new Error('not analysed in time');
  }, { wav: [...recording()], vtt: withTranscript ? transcript : '' });
}
const faces = async () => (await page.locator('[data-turn] .face').allInnerTexts()).join('');
const expectFaces = (wanted) => page.waitForFunction((w) => [...document.querySelectorAll('[data-turn] .face')].map((f) => f.textContent).join('') === w, wanted, { timeout: 20_000 });

before(async () => {
  engine = await startEngine();
  const endpoint = `speech.endpoints=http://127.0.0.1:${engine.address().port}`;
  [server, browser] = await Promise.all([startServer({ demo: false, settings: [endpoint, 'speech.activity=energy'] }), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
  engine?.close();
});
beforeEach(async () => {
  ({ context, page, errors } = await openPage(browser, server));
  await signIn(page, server);
});
afterEach(async () => {
  await context.close();
  assert.deepEqual(errors, []);
});

describe('who spoke', () => {
  it('changes places at one click, and back', async () => {
    const id = await take(true);
    await page.goto(`${server.url}/conversations/${id}`);
    await page.waitForSelector('[data-turn]');
    assert.equal(await faces(), 'TMTM');
    await page.getByRole('button', { name: 'Rolleri değiştir' }).click();
    await expectFaces('MTMT');
    const { analysis, analyses } = await page.evaluate(async (c) => (await fetch(`/v1/conversations/${c}`)).json(), id);
    assert.equal(analyses.length, 2);
    assert.equal(analysis.supersedes, analyses[0]);
    assert.equal(analysis.corrections[0].kind, 'swap_roles');
    assert.match(analysis.corrections[0].by, /^u_/);
    await page.getByRole('button', { name: 'Son düzeltmeyi geri al' }).click();
    await expectFaces('TMTM');
  });

  it('takes names and joins voices, by keyboard too', async () => {
    const id = await take(true);
    await page.goto(`${server.url}/conversations/${id}`);
    await page.waitForSelector('[data-turn]');
    await page.getByRole('button', { name: 'Konuşanlar' }).focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Ad', { exact: true }).first().fill('Danışman');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => /Temsilci · Danışman/.test(document.querySelector('[data-turn] strong')?.textContent ?? ''));
    await page.getByLabel('Şununla birleştir').last().selectOption('Danışman');
    await expectFaces('TTTT');
    await page.keyboard.press('Escape');
    for (const wanted of ['TMTM', 'TMTM']) {
      await page.getByRole('button', { name: 'Son düzeltmeyi geri al' }).click();
      await expectFaces(wanted);
      await page.waitForFunction(() => !document.querySelector('.speakers [role=status]')?.textContent);
    }
    assert.equal(await page.getByRole('button', { name: 'Son düzeltmeyi geri al' }).count(), 0);
  });
});

describe('speech without words', () => {
  it('is listed with its reason, and a click plays it', async () => {
    const id = await take(false);
    await page.goto(`${server.url}/conversations/${id}`);
    await page.waitForSelector('details.dropped');
    assert.match(await page.locator('[data-turn]').first().innerText(), /Merhaba, buyurun\./);
    assert.equal(await page.locator('.dropped li').first().isVisible(), false, 'closed at first');
    await page.locator('.dropped summary').click();
    assert.match(await page.locator('.dropped li').first().innerText(), /Söz duyulmadı/);
    await page.locator('.dropped li button').first().click();
    await page.waitForFunction(() => document.querySelector('.sound [aria-label="Duraklat"], .sound [title="Duraklat"]') !== null, null, { timeout: 10_000 });
  });
});
