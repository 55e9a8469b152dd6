// A language model beside the findings of the machine: both shown where they differ, what leaves said on Sistem.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { openPage, overflow, signIn, startBrowser, startServer } from './harness.mjs';

const dialogue = {
  language: 'tr',
  turns: [
    { role: 'agent', text: 'Merhaba, nasıl yardımcı olabilirim?' },
    { role: 'customer', text: 'Faturam yanlış geldi, numaram 0532 111 22 33.' },
    { role: 'agent', text: 'Hemen bakıyorum, iadenizi yaptım.' },
    { role: 'customer', text: 'Çok teşekkür ederim, sorunum çözüldü.' },
  ],
};
const judged = (value, turn, quote) => ({ value, quotes: [{ turn, quote }] });
const answer = {
  resolution: judged('unresolved', 't1', 'Faturam yanlış geldi'),
  topic: judged('billing', 't1', 'Faturam yanlış geldi'),
  summary: judged('Yanlış fatura iade edildi.', 't2', 'iadenizi yaptım'),
  mood: judged('happy', 't3', 'hayatımın en güzel günü'),
};

const asked = [];
const model = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    asked.push(body);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({
      choices: [{ message: { role: 'assistant', content: JSON.stringify(answer) }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 1200, completion_tokens: 300 },
    }));
  });
});

let server, browser, context, page, errors;
before(async () => {
  await new Promise((resolve) => model.listen(0, '127.0.0.1', resolve));
  const settings = [`llm.endpoint=http://127.0.0.1:${model.address().port}/v1`, 'llm.model=llama-test'];
  [server, browser] = await Promise.all([startServer({ demo: false, settings }), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
  model.closeAllConnections();
  model.close();
});
beforeEach(async () => {
  ({ context, page, errors } = await openPage(browser, server));
  await signIn(page, server);
});
afterEach(async () => {
  await context.close();
  assert.deepEqual(errors, []);
});

describe('a conversation a language model has read', () => {
  it('shows both answers where they differ, and what was not taken', async () => {
    await page.setInputFiles('[data-testid=file-input]', { name: 'diyalog.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(dialogue)) });
    await page.waitForSelector('li[data-state=done]', { timeout: 60_000 });
    await page.click('li[data-state=done] a');
    await page.waitForSelector('[data-claim=resolution]');
    const resolution = page.locator('[data-claim=resolution]');
    assert.equal(await resolution.count(), 2);
    assert.match(await resolution.nth(0).innerText(), /ayrışıyor[\s\S]*Çözüldü/i);
    assert.match(await resolution.nth(1).innerText(), /dil modeli[\s\S]*Çözülmedi/i);
    assert.equal(await resolution.nth(1).getAttribute('data-beside'), 'disputed');
    assert.match(await page.locator('[data-claim=topic]').innerText(), /\+ dil modeli/);
    assert.match(await page.locator('[data-claim=summary]').nth(1).innerText(), /Yanlış fatura iade edildi/);
    await page.locator('[data-not-taken] summary').click();
    assert.match(await page.locator('[data-not-taken]').innerText(), /alıntı konuşmada yok/);
    // Its evidence leads to the turn as any other does.
    await resolution.nth(1).locator('.head').click();
    assert.match(await resolution.nth(1).locator('.quotes').innerText(), /Faturam yanlış geldi/);
    assert.equal(asked.length, 1);
    assert.doesNotMatch(asked[0], /0532/);
  });

  it('says on Sistem what is sent, and what it has cost today', async () => {
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(`${server.url}/system`);
      const card = page.locator('[data-language-model=true]');
      await card.waitFor();
      assert.match(await card.innerText(), /gizlenmiş metin gönderilir[\s\S]*llama-test[\s\S]*1 soru[\s\S]*1\.500/);
      assert.equal(await overflow(page), 0, `at ${width}`);
    }
  });
});
