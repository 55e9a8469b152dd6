// Rules as a team leader uses them: from an example to a published category, its back-fill and the way back; by mouse
// and by keyboard.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { addUser, handIn, openPage, overflow, signIn, startBrowser, startServer } from './harness.mjs';

let server, browser, lead, officer, context, page, errors;
const ids = {};

const chats = {
  cancel: 'Müşteri: Aboneliğimi iptal etmek istiyorum.\nTemsilci: Hemen bakıyorum.\n',
  agent: 'Müşteri: Bilgi alacaktım.\nTemsilci: Siparişinizi iptal ettim, bilginize.\n',
  other: 'Müşteri: Kargom gelmedi.\nTemsilci: Yarın gelir.\n',
};
const button = (name) => page.getByRole('button', { name, exact: true });
const editor = () => page.getByTestId('category-editor');
const conditions = () => page.getByTestId('conditions');
const leaf = (n) => conditions().locator('.leaf').nth(n);
const said = () => conditions().locator('.leaf .said').allInnerTexts();
const tab = (name) => page.locator('.tabs').getByRole('button', { name });
const category = (name) => page.getByTestId('categories').getByRole('link', { name });
const dialog = () => page.locator('dialog[open]');
const api = (path) => page.evaluate(async (p) => (await fetch(p)).json(), path);
async function publish(note) {
  await tab('Önizleme ve yayım').click();
  await page.getByLabel('Not', { exact: true }).fill(note);
  await button('Yayımla').click();
}
async function backfill() {
  await button('Geriye dönük uygula').click();
  await page.locator('[data-testid=backfill][data-state=done]').waitFor({ timeout: 30_000 });
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

describe('rules', () => {
  it('says what to do where there is no category', async () => {
    await signIn(page, server, '/rules', lead);
    await page.getByText('Henüz kategori yok').waitFor();
    await page.setViewportSize({ width: 360, height: 780 });
    assert.equal(await overflow(page), 0);
    await page.setViewportSize({ width: 1440, height: 900 });
    await context.clearCookies();
    await signIn(page, server, '/');
    for (const [name, content] of Object.entries(chats)) ids[name] = await handIn(page, [{ field: 'transcript', name: `${name}.txt`, type: 'text/plain', content }]);
  });

  it('starts from an example and keeps the draft in the browser', async () => {
    await signIn(page, server, '/rules', lead);
    await button('Yeni kategori').first().click();
    await dialog().getByRole('button', { name: /^Boş kategori/ }).click();
    await editor().waitFor();
    await page.getByLabel('Kategorinin adı').fill('İptal niyeti');
    await page.keyboard.press('Tab');
    assert.equal(await editor().getByLabel('Kimlik').inputValue(), 'iptal_niyeti');
    assert.match(page.url(), /\/rules\/iptal_niyeti$/);
    assert.ok(await page.getByTestId('try').getByRole('button', { name: 'Dene' }).isDisabled(), 'nothing to look for yet');
    await conditions().getByRole('button', { name: 'Koşul ekle' }).press('Enter');
    const words = conditions().getByLabel('Sözcükler', { exact: true });
    await words.fill('iptal');
    await words.press('Enter');
    await conditions().getByLabel('Kim söylesin?').selectOption('customer');
    assert.match((await said())[0], /“iptal”/);
    await page.getByText('Taslak bu tarayıcıda duruyor').waitFor();
    await page.reload();
    await editor().waitFor();
    assert.match((await said())[0], /“iptal”[\s\S]*Müşteri/);
  });

  it('tries it on the past: what belongs, and what one condition keeps out', async () => {
    await signIn(page, server, '/rules/iptal_niyeti', lead);
    // Another browser context has no draft: it is made again, here by the JSON view.
    await page.getByText('Henüz kategori yok').waitFor();
    await tab('JSON').click();
    await page.getByLabel('Taslak, JSON olarak').fill('{"categories": [');
    await button('Taslağa al').click();
    await page.getByText('Bu metin bir kural kitabı değil', { exact: false }).waitFor();
    await page.getByLabel('Taslak, JSON olarak').fill(JSON.stringify({ schema: 'cxai.rules/1', categories: [{ name: 'iptal_niyeti', title: 'İptal niyeti', when: { kind: 'all', of: [{ kind: 'stem', words: ['iptal'], speaker: 'customer' }] } }] }));
    await button('Taslağa al').click();
    await page.getByText('Taslağa alındı.').waitFor();
    await tab('Kategoriler').click();
    await category('İptal niyeti').click();
    await page.getByTestId('try').getByRole('button', { name: 'Dene' }).click();
    const found = page.getByTestId('found');
    await found.getByText('3 görüşmenin 1 tanesi').waitFor();
    await found.locator('mark', { hasText: 'iptal' }).first().waitFor();
    await found.getByRole('button', { name: 'Bağlamı göster' }).first().click();
    await found.locator('[data-evidence]', { hasText: 'iptal' }).first().waitFor();
    await found.getByRole('button', { name: /^Kıl payı kaçanlar/ }).click();
    await found.getByText(/Bir koşul eksik: .*“iptal”/).waitFor();
    await found.getByText('başka biri söylemiş', { exact: false }).waitFor();
    await leaf(0).locator('.toggle').click();
    await conditions().getByLabel('Kim söylesin?').selectOption('');
    await page.getByText('Bundan sonra taslağı değiştirdiniz.').waitFor();
    await button('Geri al').click();
    await page.waitForFunction(() => !document.body.textContent.includes('Bundan sonra taslağı değiştirdiniz.'));

    await publish('İlk kategori');
    await page.getByText('1. sürüm yayımlandı.').waitFor();
    await page.locator('[data-testid=backfill][data-state=behind]').waitFor();
    await backfill();
    await page.getByTestId('backfill').getByRole('link', { name: 'İptal niyeti' }).waitFor();
    assert.match(await page.getByTestId('backfill').innerText(), /\+1/);
    await category('İptal niyeti').filter({ hasText: '1' }).waitFor();
  });

  it('nests conditions by keyboard, and takes steps back', async () => {
    await signIn(page, server, '/rules/iptal_niyeti', lead);
    await editor().waitFor();
    for (const word of ['kargo', 'fatura']) {
      await conditions().locator(':scope > .group > .adders .add').press('Enter');
      const words = conditions().getByLabel('Sözcükler', { exact: true });
      await words.fill(word);
      await words.press('Enter');
    }
    assert.equal((await said()).length, 3);
    const up = leaf(2).getByRole('button', { name: /^Yukarı taşı/ });
    await up.focus();
    await page.keyboard.press('Enter');
    assert.match((await said())[1], /fatura/);
    assert.match(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), /^Yukarı taşı.*fatura/, 'the focus follows');
    await leaf(1).getByRole('button', { name: /^Gruba al/ }).press('Enter');
    await conditions().locator('.group .group').waitFor();
    await conditions().locator('.group .group').getByLabel('Grup', { exact: true }).selectOption('notAny');
    // Down into the group from above it: the row before is the first condition.
    await leaf(0).getByRole('button', { name: /^Aşağı taşı/ }).press('Enter');
    assert.equal(await conditions().locator('.group .group .leaf').count(), 2);
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press('Control+z');
    assert.equal(await conditions().locator('.group .group .leaf').count(), 1);
    await page.keyboard.press('Control+y');
    assert.equal(await conditions().locator('.group .group .leaf').count(), 2);
    await tab('Önizleme ve yayım').click();
    const differences = page.getByTestId('differences');
    await differences.locator('[data-change=changed]').waitFor();
    await differences.getByText('Şunlardan hiçbiri olmasın').waitFor();
    await page.getByTestId('preview').getByRole('button', { name: 'Bütün taslağı dene' }).click();
    await page.getByTestId('preview').locator('tbody tr').first().waitFor();
    await button('Taslağı sil').click();
    await dialog().getByRole('button', { name: 'Taslağı sil' }).click();
    await page.getByText('Taslak yayındakiyle aynı').waitFor();
  });

  for (const [kind, fill] of Object.entries({
    phrase: (c) => c.getByLabel('Sözler', { exact: true }).fill('özür dile*'),
    near: async (c) => {
      await c.getByLabel('Bu sözcüklerden biri').fill('hat');
      await c.getByLabel('Şunlardan birinin yakınında').fill('kapat');
      await c.getByLabel('En çok kaç sözcük arayla?').fill('3');
    },
    silence: (c) => c.getByLabel('En az kaç saniye?').fill('7,5'.replace(',', '.')),
    interruption: (c) => c.getByLabel('Sözü kesen').selectOption('agent'),
    sentiment: (c) => c.getByText('Karışık', { exact: true }).click(),
    personal_data: (c) => c.getByText('Kart no', { exact: true }).click(),
    metadata: async (c) => {
      await c.getByLabel('Hangi bilgi?').selectOption('kind');
      await c.getByText('Yazışma', { exact: true }).click();
    },
    claim: async (c) => {
      await c.getByLabel('Hangi bulgu?').selectOption('topic');
      await c.getByText('Fatura', { exact: true }).click();
    },
  }))
    it(`has a form for ${kind}, which the server takes`, async () => {
      await signIn(page, server, '/rules/iptal_niyeti', lead);
      await editor().waitFor();
      await conditions().locator(':scope > .group > .adders .add').click();
      await conditions().getByLabel('Neye bakılsın?').selectOption(kind);
      await fill(conditions().locator('.leaf.open'));
      await page.keyboard.press('Tab');
      if (kind !== 'metadata' && kind !== 'claim') {
        await conditions().getByLabel('Görüşmenin neresinde?').selectOption('start');
        await conditions().getByLabel('Birim').selectOption('percent');
        await conditions().getByLabel('En az kaç kez?').fill('2');
        await page.keyboard.press('Tab');
      }
      await conditions().locator('.leaf.open select').filter({ has: page.locator('option[value="not"]') }).selectOption('not');
      await page.getByTestId('try').getByRole('button', { name: 'Dene' }).click();
      await page.getByTestId('found').waitFor();
      assert.equal(await conditions().locator('.leaf.faulty').count(), 0);
      assert.match((await said())[1], /^Bulunmasın/);
    });

  it('publishes again what was in use before', async () => {
    await signIn(page, server, '/rules/iptal_niyeti', lead);
    await editor().waitFor();
    await leaf(0).locator('.toggle').click();
    await conditions().getByLabel('Kim söylesin?').selectOption('');
    await publish('Kim söylerse söylesin');
    await page.getByText('2. sürüm yayımlandı.').waitFor();
    await backfill();
    await category('İptal niyeti').filter({ hasText: '2' }).waitFor();
    await tab('Sürümler').click();
    const revisions = page.getByTestId('revisions');
    await revisions.getByText('Kim söylerse söylesin').waitFor();
    await revisions.getByRole('button', { name: 'Farkı gör: 2. sürüm' }).click();
    await dialog().locator('[data-change=changed] .came').waitFor();
    await dialog().getByRole('button', { name: 'Kapat', exact: true }).last().click();
    await revisions.getByRole('button', { name: 'Bunu yeniden yayımla: 1. sürüm' }).click();
    await dialog().getByRole('button', { name: 'Yayımla', exact: true }).click();
    await page.getByText('3. sürüm yayımlandı.').waitFor();
    await backfill();
    await category('İptal niyeti').filter({ hasText: '1' }).waitFor();
    assert.equal((await api('/v1/rules/revisions')).items.length, 3);
  });

  it('says when another has published meanwhile', async () => {
    await signIn(page, server, '/rules/iptal_niyeti', lead);
    await editor().waitFor();
    await page.getByLabel('Açıklama', { exact: true }).fill('Benim taslağım');
    await page.keyboard.press('Tab');
    const { book, revision } = await api('/v1/rules');
    book.categories[0].description = 'Başkasının değişikliği';
    assert.equal(await page.evaluate(async (body) => (await fetch('/v1/rules/publish', { method: 'POST', headers: { 'X-CXAI': '1', 'Content-Type': 'application/json' }, body: JSON.stringify(body) })).status, { book, note: 'Araya giren', seen: revision }), 200);
    await publish('Çakışan');
    await page.getByText('Bu arada başka biri yayımladı', { exact: false }).waitFor();
    await page.getByText('Siz taslağı hazırlarken', { exact: false }).waitFor();
    await button('Taslağımla devam et').click();
    await button('Yayımla').click();
    await page.getByText('5. sürüm yayımlandı.').waitFor();
    errors.splice(0, errors.length, ...errors.filter((e) => !/status of 409/.test(e)));
  });

  it('stands beside the conversation, with evidence one click away, and narrows the list', async () => {
    await signIn(page, server, `/conversations/${ids.cancel}`, lead);
    const mine = page.getByTestId('belongs-to').locator('[data-category=iptal_niyeti]');
    await mine.getByRole('button', { name: /kanıt/ }).click();
    await page.waitForFunction(() => [...document.querySelectorAll('[data-evidence]')].some((m) => m.textContent.includes('iptal')));
    await mine.getByRole('link', { name: 'İptal niyeti' }).click();
    await page.getByText('Kategori: İptal niyeti').waitFor();
    assert.equal(await page.locator('tbody tr').count(), 1);
    await page.goto(`${server.url}/conversations/${ids.other}`);
    await page.getByText('Bu görüşme hiçbir kategoriye girmiyor.').waitFor();
  });

  it('can be read but not changed by those who may not', async () => {
    await signIn(page, server, '/rules/iptal_niyeti', officer);
    await page.getByText('Kategorileri takım liderleri ve yöneticiler değiştirir.').waitFor();
    assert.ok(await page.getByLabel('Kategorinin adı').isDisabled());
    assert.equal(await button('Koşul ekle').count(), 0);
    assert.equal(await button('Yeni kategori').count(), 0);
  });

  for (const language of ['en', 'de', 'tr']) // the team leader's stays the last
    it(`fits a telephone in ${language}`, async () => {
      const narrow = await openPage(browser, server, { width: 360, height: 780, language, theme: 'dark' });
      await signIn(narrow.page, server, '/rules', lead);
      await narrow.page.evaluate((l) => fetch('/v1/session', { method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ language: l }) }), language);
      await narrow.page.reload();
      await narrow.page.getByTestId('categories').getByRole('link', { name: /İptal niyeti/ }).click();
      await narrow.page.getByTestId('category-editor').waitFor();
      assert.equal(await overflow(narrow.page), 0);
      await narrow.page.locator('.leaf .toggle').first().click();
      assert.equal(await overflow(narrow.page), 0, 'with an open condition');
      for (const one of await narrow.page.locator('.tabs button').all()) {
        await one.click();
        await narrow.page.waitForTimeout(150);
        assert.equal(await overflow(narrow.page), 0);
      }
      assert.deepEqual(narrow.errors, []);
      await narrow.context.close();
      await signIn(page, server, '/');
    });
});

describe('versions of an analysis', () => {
  it('are listed, compared and stay readable', async () => {
    await signIn(page, server, `/conversations/${ids.cancel}`, lead);
    const side = (name) => page.getByRole('button', { name, exact: true }).filter({ visible: true }).first();
    await side('Bilgiler').click();
    await page.getByTestId('versions').getByText('Bu görüşmenin tek analizi var', { exact: false }).waitFor();
    await side('Rolleri değiştir').click();
    const versions = page.getByTestId('versions').locator('li');
    await versions.nth(1).waitFor({ timeout: 20_000 });
    await page.getByTestId('versions').getByRole('button', { name: 'Sürümleri karşılaştır' }).click();
    await dialog().getByText('2 sözün konuşanı değişti').waitFor();
    await dialog().getByTestId('recipe-changes').getByText('Düzeltmeler').waitFor();
    assert.ok((await dialog().getByTestId('measure-changes').locator('tbody tr').count()) > 0);
    await dialog().getByRole('button', { name: 'Yer değiştir' }).click();
    await dialog().getByText('2 sözün konuşanı değişti').waitFor();
    await page.keyboard.press('Escape');
    await versions.nth(1).getByRole('link').click();
    await page.getByText('Eski bir analiz açık', { exact: false }).waitFor();
    assert.equal((await page.locator('[data-turn] .face').allInnerTexts()).join(''), 'MT');
    await page.getByRole('link', { name: 'Güncel analize dön' }).click();
    await page.waitForFunction(() => [...document.querySelectorAll('[data-turn] .face')].map((f) => f.textContent).join('') === 'TM');
  });
});
