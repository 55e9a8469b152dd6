// The routing page as a manager uses it: without a model, then with one trained on the demonstration's requests.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { addUser, binary, handIn, openPage, overflow, signIn, startBrowser, startServer } from './harness.mjs';

const run = promisify(execFile);
const requests = fileURLToPath(new URL('../../demo/datasets/requests.csv', import.meta.url));
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CXAI_')));

let server, browser, lead, context, page, errors;

// Trains a model that answers from then on.
async function train(seed) {
  await run(binary(), ['finetune', requests, '--text', 'text', '--label', 'label', '--unknown', 'Unknown', '--turns', 'customer', '--calibration', '0.2', '--name', 'departments', '--seed', String(seed), '--data', server.data], { env: environment, maxBuffer: 16 << 20 });
}
// Hands a chat in and waits until it is analysed; its id.
const chat = (words) => handIn(page, [{ field: 'transcript', name: 'yazisma.txt', type: 'text/plain', content: `Müşteri: ${words}\nTemsilci: Hemen bakıyorum.\n` }]);
const routingOf = (id) => page.evaluate(async (one) => (await (await fetch(`/v1/conversations/${one}`)).json()).conversation.routing, id);
const queue = () => page.getByTestId('unknown-queue');
const dial = () => page.getByTestId('risk-dial');
const button = (name) => page.getByRole('button', { name, exact: true });
const waiting = (n) => queue().getByTestId('waiting').filter({ hasText: `${n} görüşme` }).waitFor();

before(async () => {
  [server, browser] = await Promise.all([startServer({ demo: false }), startBrowser()]);
  lead = await addUser(server, 'ekip', 'team_leader', 'Takım Lideri');
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
beforeEach(async () => {
  ({ context, page, errors } = await openPage(browser, server));
});
afterEach(async () => {
  assert.deepEqual(errors, []);
  await context.close();
});

describe('routing', () => {
  it('says what to do where there is no model', async () => {
    await signIn(page, server, '/routing');
    await page.getByText('Henüz yönlendirme modeli yok').waitFor();
    await page.getByText('cxai finetune tweets.csv').waitFor();
    assert.equal(await page.getByTestId('risk-dial').count(), 0);
    await page.setViewportSize({ width: 360, height: 780 });
    assert.equal(await overflow(page), 0);
    await chat('Kargom gelmedi, üç gündür bekliyorum.');
  });

  it('fills once a model is trained and conversations come in', async () => {
    await train(1);
    await signIn(page, server, '/routing');
    await dial().waitFor();
    const id = await chat('Kargom üç gündür gelmedi, paketim hâlâ dağıtımda görünüyor, kurye zile basmamış');
    assert.equal((await routingOf(id)).label, 'Teslimat');
    for (const words of ['Mavi gergedanlar şarkı söyler mi', 'Pazar günü satranç turnuvası var mı', 'Zürafalar uyur mu']) await chat(words);
    await waiting(3);
    await page.getByTestId('label-counts').getByRole('link', { name: /Teslimat/ }).first().waitFor();
    await page.getByText('1 görüşme model gelmeden işlendi').waitFor();
    assert.equal(await overflow(page), 0);
  });

  it('labels with one key, skips, and takes back', async () => {
    await signIn(page, server, '/routing');
    await waiting(3);
    const first = await queue().getByRole('button').filter({ has: page.locator('kbd', { hasText: /^1$/ }) }).textContent();
    await page.keyboard.press('1');
    await queue().getByText(/etiketi verildi/).waitFor();
    await waiting(2);
    assert.ok(first.length > 1);
    await page.keyboard.press('z');
    await queue().getByText('Geri alındı; görüşme yine sırada.').waitFor();
    await waiting(3);
    await page.keyboard.press('s');
    await page.keyboard.press('0');
    await queue().getByText('“Hiçbiri” etiketi verildi.').waitFor();
    await waiting(2);
    await queue().getByLabel('Başka bir etiket').fill('Halkla İlişkiler');
    await queue().getByRole('button', { name: 'Etiketi ver' }).click();
    await waiting(1);
    await page.getByTestId('label-counts').getByRole('link', { name: /Halkla İlişkiler/ }).first().click();
    await page.getByText('Yönlendirme: Halkla İlişkiler').waitFor();
  });

  it('the dial says in words what a promise means, and the promise is kept', async () => {
    await signIn(page, server, '/routing');
    await dial().getByText('Şu an kullanılan söz').waitFor();
    const slider = dial().getByRole('slider');
    await slider.focus();
    await page.keyboard.press('End');
    await dial().getByText('Yönlendirilen her 100 görüşmeden en çok 30 tanesi yanlış yere gider.').waitFor();
    await dial().getByRole('button', { name: 'Bu sözü kullan' }).click();
    await dial().getByText(/Söz değişti; \d+ görüşmenin yanıtı yenilendi/).waitFor();
    await dial().getByText(/Son ayar: /).waitFor();
    await slider.focus();
    await page.keyboard.press('Home');
    await dial().getByText('Bu sözü tutacak kadar örnek yok').waitFor();
  });

  it('opens the conversations behind a confused pair', async () => {
    await signIn(page, server, '/routing');
    const pair = page.getByTestId('quality').locator('.pairs a').first();
    await pair.waitFor();
    assert.match(await pair.getAttribute('href'), /^\/conversations\?said=[^&]+/);
    await pair.click();
    await page.getByText(/Modelin yanıtı: /).waitFor();
  });

  it('promotes and goes back, after asking', async () => {
    await train(2);
    await signIn(page, server, '/routing');
    const models = page.getByTestId('models');
    await models.getByRole('button', { name: /^Öne al: / }).click();
    const dialog = page.locator('dialog[open]');
    await dialog.getByText('yeni görüşmeleri yönlendirmeye başlar', { exact: false }).waitFor();
    await dialog.getByRole('button', { name: 'Öne al', exact: true }).click();
    await models.getByText('Model değişti.').waitFor();
    await button('Öncekine dön').click();
    await dialog.getByRole('button', { name: 'Öncekine dön' }).click();
    await page.waitForFunction(() => document.querySelectorAll('dialog[open]').length === 0);
    assert.equal(await models.getByText('Yanıt veriyor').count(), 1);
  });

  it('a team leader labels but does not turn the dial', async () => {
    await signIn(page, server, '/routing', lead);
    await dial().getByText('Bu ayarı yöneticiler').waitFor();
    const slider = dial().getByRole('slider');
    await slider.focus();
    await page.keyboard.press('Home');
    assert.equal(await dial().getByRole('button').count(), 0);
    assert.equal(await page.getByRole('button', { name: /^Öne al: / }).count(), 0);
  });

  it('learns from the labels people gave', async () => {
    await assert.rejects(run(binary(), ['finetune', '--from-store', 'label', '--name', 'departments', '--data', server.data], { env: environment }), /fewer|enough|label/i);
    assert.ok((await readFile(path.join(server.data, 'models', 'routing', 'departments', 'champion.json'), 'utf8')).includes('rollback'));
    await signIn(page, server, '/');
  });

  for (const language of ['tr', 'en', 'de'])
    it(`fits a telephone in ${language}`, async () => {
      const narrow = await openPage(browser, server, { width: 360, height: 780, language, theme: 'dark' });
      await signIn(narrow.page, server, '/routing');
      await narrow.page.getByTestId('quality').waitFor();
      assert.equal(await overflow(narrow.page), 0);
      assert.deepEqual(narrow.errors, []);
      await narrow.context.close();
      await signIn(page, server, '/');
    });
});
