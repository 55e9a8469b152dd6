// Scorecards as a team leader uses them: from a template to a finished evaluation, by mouse and by keyboard.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { addUser, handIn, openPage, overflow, signIn, startBrowser, startServer } from './harness.mjs';

let server, browser, lead, officer, context, page, errors, conversation;

const words = 'Temsilci: Merhaba, ben Elif.\nMüşteri: Faturam çok yüksek geldi.\nTemsilci: Başka bir konuda yardımcı olabilir miyim?\nMüşteri: Hayır.\n';
const api = (method, path, body) => page.evaluate(async ([m, p, b]) => {
  const response = await fetch(p, { method: m, headers: { 'X-CXAI': '1', 'Content-Type': 'application/json' }, ...(b ? { body: JSON.stringify(b) } : {}) });
  return { status: response.status, body: await response.json() };
}, [method, path, body]);
const button = (name) => page.getByRole('button', { name, exact: true });
const builder = () => page.getByTestId('builder');
const questions = () => builder().locator('li[data-question]');
const texts = () => builder().locator('li[data-question] .text').allTextContents();
const panel = () => page.getByTestId('evaluations');
const row = (id) => panel().locator(`li[data-question="${id}"]`);
async function openPanel() {
  await page.goto(`${server.url}/conversations/${conversation}`);
  await page.getByRole('button', { name: 'Kalite', exact: true }).locator('visible=true').first().click();
  await panel().waitFor();
}

before(async () => {
  [server, browser] = await Promise.all([startServer({ demo: false }), startBrowser()]);
  lead = await addUser(server, 'ekip', 'team_leader', 'Takım Lideri');
  officer = await addUser(server, 'kvkk', 'privacy_officer', 'KVKK Sorumlusu');
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

describe('quality', () => {
  it('says what to do where there is no scorecard', async () => {
    await signIn(page, server, '/quality', lead);
    await page.getByText('Henüz değerlendirme formu yok').waitFor();
    await page.setViewportSize({ width: 360, height: 780 });
    assert.equal(await overflow(page), 0);
    await page.setViewportSize({ width: 1440, height: 900 });
    // Team leaders do not upload in every centre; here the first user does.
    await context.clearCookies();
    await signIn(page, server, '/');
    conversation = await handIn(page, [{ field: 'transcript', name: 'yazisma.txt', type: 'text/plain', content: words }]);
  });

  it('builds a card from a template by keyboard, and takes steps back', async () => {
    await signIn(page, server, '/quality', lead);
    await button('Yeni form').first().click();
    await page.getByRole('button', { name: /^Yazışma ve sosyal medya/ }).click();
    await builder().waitFor();
    const before = await texts();
    assert.ok(before.length >= 12);
    const down = questions().nth(0).getByRole('button', { name: /^Aşağı taşı/ });
    await down.focus();
    await page.keyboard.press('Enter');
    assert.equal((await texts())[1], before[0]);
    assert.match(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), /^Aşağı taşı/, 'the focus follows');
    await page.getByText('Kaydedilmemiş değişiklik').waitFor();
    await page.keyboard.press('Control+z');
    assert.deepEqual(await texts(), before);
    await page.keyboard.press('Control+y');
    assert.equal((await texts())[1], before[0]);
    await button('Geri al').click();
    await questions().nth(0).locator('.toggle').press('Enter');
    await questions().nth(0).getByLabel('Soru', { exact: true }).fill('');
    await page.keyboard.press('Tab');
    await page.getByText('Bir sorunun metni boş').waitFor();
    assert.ok(await button('Taslağı kaydet').isDisabled());
    await button('Geri al').click();
    assert.equal(await page.getByText('Bir sorunun metni boş').count(), 0);
  });

  it('publishes a card of one’s own, which never changes again', async () => {
    await signIn(page, server, '/quality', lead);
    await button('Yeni form').first().click();
    await page.getByRole('button', { name: /^Boş form/ }).click();
    await builder().waitFor();
    await builder().getByLabel('Formun adı').fill('Küçük form');
    await questions().nth(0).locator('.toggle').click();
    await questions().nth(0).getByLabel('Soru', { exact: true }).fill('Başka konu soruldu mu?');
    await questions().nth(0).getByLabel('Makine neye bakarak yanıtlasın?').selectOption('phrases');
    await questions().nth(0).getByLabel(/^Sözler/).fill('başka bir konu*');
    await questions().nth(0).getByLabel('Görüşmenin neresinde?').selectOption('end_turns');
    await builder().getByRole('button', { name: 'Soru ekle' }).click();
    await questions().nth(1).getByLabel('Soru', { exact: true }).fill('Bilgi doğru muydu?');
    await questions().nth(1).getByLabel('En kötü yanıtın sonucu').selectOption('card');
    await button('Taslağı kaydet').click();
    await page.getByText('Taslak kaydedildi.').waitFor();
    await button('Yayımla').click();
    await page.locator('dialog[open]').getByRole('button', { name: 'Yayımla', exact: true }).click();
    await page.getByText('Form yayımlandı.').waitFor();
    await button('Sürümler').click();
    await page.getByText('1. sürüm').waitFor();
    await button('Uyuşma').click();
    await page.getByTestId('agreement').getByText('Kilitli: yanıt az').waitFor();
    await button('Sonuçlar').click();
    await page.getByText('Henüz bitmiş değerlendirme yok').waitFor();
  });

  it('scores beside the conversation, with evidence one click away', async () => {
    await signIn(page, server, '/', lead);
    await openPanel();
    await button('Değerlendir: Küçük form').click();
    const first = row('q1');
    await first.getByText('Makine:').waitFor();
    await first.locator('.quote').click();
    await page.waitForFunction(() => [...document.querySelectorAll('[data-evidence]')].map((m) => m.textContent).join(' ').includes('Başka'));
    await first.getByRole('button', { name: 'Öneriyi kabul et' }).click();
    await first.locator('label.on', { hasText: 'Evet' }).waitFor();
    assert.ok(await button('Değerlendirmeyi bitir').isDisabled());
    // The worst answer to a critical question, and back again by the arrow keys.
    await row('q2').getByText('Hayır', { exact: true }).click();
    await panel().getByText('Kritik hata: form sıfırlandı').waitFor();
    await row('q2').getByRole('radio', { name: 'Hayır' }).focus();
    await page.keyboard.press('ArrowLeft');
    await row('q2').locator('label.on', { hasText: 'Evet' }).waitFor();
    await row('q2').getByText('Önceki yanıtlar (1)').waitFor();
    await page.getByTestId('total').getByText('5 / 5').waitFor();
    await button('Değerlendirmeyi bitir').click();
    await panel().getByText('Değerlendirme bitti; artık değişmez.').waitFor();
    assert.equal(await panel().getByRole('radio').count(), 0);
    await page.goto(`${server.url}/quality`);
    await page.getByTestId('scorecards').getByText('5 / 5').waitFor();
    await page.getByRole('link', { name: 'Küçük form' }).click();
    await button('Sonuçlar').click();
    await page.getByTestId('results').getByText('Fark gösterilmez', { exact: true }).waitFor();
  });

  it('goes on from the revision in use, and refuses what another has overtaken', async () => {
    await signIn(page, server, '/quality', lead);
    await page.getByRole('link', { name: 'Küçük form' }).click();
    await builder().waitFor();
    const id = decodeURIComponent(new URL(page.url()).pathname.split('/').pop());
    const { body } = await api('GET', `/v1/scorecards/${id}`);
    assert.equal((await api('PUT', `/v1/scorecards/${id}/draft`, { card: body.published, version: body.version })).status, 200);
    await builder().getByLabel('Formun adı').fill('Başka ad');
    await page.keyboard.press('Tab');
    await button('Taslağı kaydet').click();
    await page.getByText('Kayıt bu arada değişmiş', { exact: false }).waitFor();
    errors.length = 0; // the browser reports the refusal
  });

  it('shows the privacy officer the cards, and no way to change them', async () => {
    await signIn(page, server, '/quality', officer);
    await page.getByRole('link', { name: 'Küçük form' }).waitFor();
    assert.equal(await button('Yeni form').count(), 0);
    await page.getByRole('link', { name: 'Küçük form' }).click();
    await builder().waitFor();
    assert.ok(await builder().getByLabel('Formun adı').isDisabled());
    assert.equal(await button('Yayımla').count(), 0);
  });

  for (const language of ['tr', 'en', 'de'])
    it(`fits a telephone in ${language}`, async () => {
      const narrow = await openPage(browser, server, { width: 360, height: 780, language, theme: 'dark' });
      await signIn(narrow.page, server, '/quality', lead);
      await narrow.page.evaluate((l) => fetch('/v1/session', { method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ language: l }) }), language);
      await narrow.page.reload();
      await narrow.page.getByRole('link', { name: 'Küçük form' }).click();
      await narrow.page.getByTestId('builder').waitFor();
      assert.equal(await overflow(narrow.page), 0);
      await narrow.page.locator('li[data-question] .toggle').first().click();
      assert.equal(await overflow(narrow.page), 0, 'with an open question');
      for (const tab of await narrow.page.locator('.tabs button').all()) {
        await tab.click();
        assert.equal(await overflow(narrow.page), 0);
      }
      assert.deepEqual(narrow.errors, []);
      await narrow.context.close();
      await signIn(page, server, '/');
    });
});
