// Live calls: streamed in from a second page, watched on the first.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { openPage, overflow, signIn, startBrowser, startServer } from './harness.mjs';

let server, browser, context, page, errors;

before(async () => {
  [server, browser] = await Promise.all([startServer({ demo: false }), startBrowser()]);
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

// Opens a call of two channels and keeps sending 100 ms of noise on the first until `end()`.
async function streamCall(agent) {
  const line = await context.newPage();
  await line.goto(`${server.url}/favicon.svg`);
  await line.evaluate(async (name) => {
    const socket = new WebSocket(`ws://${location.host}/v1/live`);
    window.ended = new Promise((resolve) => socket.addEventListener('close', (e) => resolve(e.code)));
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', reject);
    });
    socket.send(JSON.stringify({
      event: 'hello', encoding: 's16le', sample_rate_hz: 8000, channels: 2, parties: ['customer', 'agent'],
      call_id: 'CA-7', metadata: { agent_id: 'a7', agent_name: name, direction: 'inbound' },
    }));
    window.timer = setInterval(() => {
      const sound = new Int16Array(1600);
      for (let i = 0; i < sound.length; i += 2) sound[i] = (Math.random() - 0.5) * 8000;
      socket.send(sound.buffer);
    }, 100);
    window.socket = socket;
  }, agent);
  return {
    end: () =>
      line.evaluate(() => {
        clearInterval(window.timer);
        window.socket.send(JSON.stringify({ event: 'stop' }));
        return window.ended;
      }),
  };
}

describe('live calls', () => {
  it('says that there are none, in every language and both widths', async () => {
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(`${server.url}/live`);
      await page.waitForSelector('.empty');
      assert.match(await page.locator('.empty').innerText(), /canlı görüşme yok/);
      assert.equal(await overflow(page), 0);
    }
  });

  it('shows a call as it goes on, opens it by keyboard, and says when it is over', async () => {
    await page.goto(`${server.url}/live`);
    await page.waitForSelector('.empty');
    const call = await streamCall('Ayşe Yılmaz');
    const row = page.locator('a[href^="/live/live_"]');
    await row.waitFor({ timeout: 15_000 });
    assert.match(await row.innerText(), /Ayşe Yılmaz/);
    assert.match(await row.innerText(), /CA-7/);
    await page.waitForFunction(() => /0:0[2-9]/.test(document.querySelector('a[href^="/live/live_"]')?.innerText ?? ''));
    assert.equal(await overflow(page), 0);

    await row.focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.clock');
    assert.match(await page.locator('h1').innerText(), /Ayşe Yılmaz/);
    assert.match(await page.locator('#content').innerText(), /Gelen çağrı/);
    assert.match(await page.locator('#content').innerText(), /Konuşma tanıma kurulu değil/);
    const before = await page.locator('.clock').innerText();
    await page.waitForFunction((text) => document.querySelector('.clock')?.textContent !== text, before);

    assert.equal(await call.end(), 1000);
    await page.waitForSelector('.empty');
    assert.match(await page.locator('.empty').innerText(), /Görüşme bitti/);
    await page.goto(`${server.url}/conversations`);
    await page.waitForSelector('text=Ayşe Yılmaz', { timeout: 30_000 });
    await page.goto(`${server.url}/live`);
    await page.waitForSelector('.empty');
  });

  it('says that a call is over to who comes too late', async () => {
    await page.goto(`${server.url}/live/live_gone`);
    await page.waitForSelector('.empty');
    assert.match(await page.locator('.empty').innerText(), /Görüşme bitti/);
    errors.splice(0, errors.length, ...errors.filter((e) => !/status of 404/.test(e)));
  });
});
