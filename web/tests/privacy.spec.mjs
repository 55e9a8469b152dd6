// The privacy desk, and the originals of a conversation, as a privacy officer uses them.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { addUser, handIn, openPage, overflow, signIn, startBrowser, startServer } from './harness.mjs';
import { recording } from './recording.mjs';

const phone = '0532 111 22 33';
const spoken = (n) => `WEBVTT

00:00.500 --> 00:02.500
<v Temsilci>Merhaba, nasıl yardımcı olabilirim?

00:03.000 --> 00:06.000
<v Müşteri>Numaram ${phone}, faturam ${n} kat geldi.

00:06.500 --> 00:09.000
<v Temsilci>Hemen düzeltiyorum.

00:09.500 --> 00:11.000
<v Müşteri>Teşekkür ederim.
`;

let server, browser, officer, manager, context, page, errors;

// Hands conversations in as the upload does and waits until they are analysed; their ids.
async function take(count, first, { sound = false, started = '' } = {}) {
  const ids = [];
  for (let i = 0; i < count; i++) {
    const files = [{ field: 'transcript', name: 'cagri.vtt', type: 'text/vtt', content: spoken(first + i) }];
    if (sound) files.unshift({ field: 'recording', name: 'cagri.wav', type: 'audio/wav', content: [...recording()] });
    if (started) {
      const metadata = { started_at: started, notice: 'given', consent: 'given', legal_basis: 'Açık rıza' };
      files.push({ field: 'metadata', name: 'cagri.json', type: 'application/json', content: JSON.stringify(metadata) });
    }
    ids.push(await handIn(page, files));
  }
  return ids;
}
const button = (name) => page.getByRole('button', { name, exact: true });
const dialog = () => page.locator('dialog[open]');
async function reasonAnd(action, reason) {
  await dialog().getByLabel('Gerekçe').fill(reason);
  await dialog().getByRole('button', { name: action, exact: true }).click();
}

before(async () => {
  [server, browser] = await Promise.all([startServer({ demo: false, settings: ['speech.activity=energy'] }), startBrowser()]);
  officer = await addUser(server, 'kvkk', 'privacy_officer', 'Elif Aydın');
  manager = await addUser(server, 'mudur', 'manager', 'Operasyon Müdürü');
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
beforeEach(async () => {
  ({ context, page, errors } = await openPage(browser, server));
  await signIn(page, server, '/', officer);
});
afterEach(async () => {
  await context.close();
  assert.deepEqual(errors, []);
});

describe('an empty desk', () => {
  it('says in each section what belongs there, and fits', async () => {
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      for (const [at, text] of [['', /Bekleyen başvuru yok/], ['/retention', /Saklama sınıfı tanımlanmamış/], ['/holds', /Yasal saklama yok/], ['/destructions', /Henüz imha yapılmadı/]]) {
        await page.goto(`${server.url}/privacy${at}`);
        await page.locator('.empty').first().waitFor();
        assert.match(await page.locator('#content').innerText(), text);
        assert.equal(await overflow(page), 0, `${at} at ${width}`);
      }
    }
  });

  it('is not for everybody', async () => {
    await context.clearCookies();
    await signIn(page, server, '/privacy', manager);
    await page.locator('.empty').waitFor();
    assert.match(await page.locator('#content').innerText(), /yetkiniz yok/);
    assert.equal(await page.getByRole('link', { name: 'KVKK masası' }).count(), 0);
  });
});

describe('the original', () => {
  it('opens with a reason only, is marked, and leaves entries', async () => {
    const [id] = await take(1, 2, { sound: true, started: '2026-01-05T09:00:00Z' });
    await page.goto(`${server.url}/conversations/${id}`);
    await page.locator('.pii').first().waitFor();
    assert.doesNotMatch(await page.locator('#content').innerText(), /111 22 33/);
    assert.match(await page.locator('.pii').first().getAttribute('title'), /Telefon: kişisel veri gizlendi/);
    assert.match(await page.locator('aside.bar').innerText(), /Aydınlatma: Yapıldı · Açık rıza: Verildi/);
    await button('Orijinali dinle / oku').click();
    await dialog().getByRole('button', { name: 'Orijinali aç' }).click();
    assert.match(await dialog().innerText(), /Gerekçe yazın/);
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'TEXTAREA');
    await reasonAnd('Orijinali aç', 'İtiraz incelemesi');
    await page.locator('.bar.open').waitFor();
    assert.match(await page.locator('.bar.open').innerText(), /ORİJİNAL.*İtiraz incelemesi/s);
    assert.match(await page.locator('[data-turn]').nth(1).innerText(), /0532 111 22 33/);
    await page.locator('[data-ready=true]').waitFor();
    await button('Oynat').click();
    await page.waitForFunction(() => Number(document.querySelector('[data-testid=time]').dataset.ms) > 200);
    await button('Gizlenmiş hâline dön').click();
    await page.locator('.pii').first().waitFor();
    assert.doesNotMatch(await page.locator('#content').innerText(), /111 22 33/);

    await page.goto(`${server.url}/privacy/audit?conversation=${id}`);
    await page.locator('tbody tr').nth(1).waitFor();
    const entries = await page.locator('tbody').innerText();
    assert.match(entries, /Orijinali okudu/);
    assert.match(entries, /Orijinali dinledi/);
    assert.match(entries, /Elif Aydın/);
    assert.match(entries, /İtiraz incelemesi/);
  });

  it('is not offered without the right', async () => {
    const [id] = await take(1, 3);
    await context.clearCookies();
    await signIn(page, server, `/conversations/${id}`, manager);
    await page.locator('aside.bar').waitFor();
    assert.equal(await button('Orijinali oku').count(), 0);
  });

  it('has its notice and consent recorded', async () => {
    const [id] = await take(1, 4);
    await page.goto(`${server.url}/conversations/${id}`);
    await button('Aydınlatma ve rızayı kaydet').click();
    await dialog().getByRole('combobox', { name: 'Aydınlatma' }).selectOption('given');
    await dialog().getByRole('combobox', { name: 'Açık rıza' }).selectOption('withdrawn');
    await button('Kaydet').click();
    await page.waitForFunction(() => /Açık rıza: Geri alındı/.test(document.querySelector('aside.bar').textContent));
  });
});

describe('a request', () => {
  it('goes from its entry to erasure and a certificate that verifies', async () => {
    await take(2, 10);
    const [kept] = await take(1, 20);
    await page.goto(`${server.url}/privacy/holds`);
    await button('+ Yasal saklama koy').click();
    await button('Bir görüşmeyi').click();
    await dialog().getByLabel('Görüşme numarası').fill(kept);
    await dialog().getByLabel('Gerekçe').fill('Dava 2026/12');
    await button('Koruma altına al').click();
    await page.locator('li', { hasText: 'Dava 2026/12' }).waitFor();

    await page.goto(`${server.url}/privacy`);
    await button('+ Yeni başvuru').click();
    await dialog().getByText('Silme / yok etme').click();
    await button('Başvuruyu kaydet').click();
    assert.match(await dialog().innerText(), /En az bir telefon/);
    await dialog().getByLabel('Değer: Telefon').fill('532 111');
    assert.match(await dialog().innerText(), /en az 10 basamak/);
    await dialog().getByLabel('Değer: Telefon').fill(phone);
    await button('Kayıtlarda ara').click();
    await dialog().locator('.found li').first().waitFor();
    const shown = await dialog().locator('.found li').count();
    assert.ok(shown >= 3, `${shown} found`);
    await button('Başvuruyu kaydet').click();

    await page.waitForURL(/\/privacy\/requests\/pr_/);
    const id = page.url().split('/').at(-1);
    await page.locator('.clock').waitFor();
    assert.match(await page.locator('.clock').innerText(), /30 gün kaldı/);
    assert.doesNotMatch(await page.locator('#content').innerText(), /111 22/);
    assert.match(await page.locator('#content').innerText(), /Yasal saklama var/);
    await page.getByRole('checkbox').first().click(); // one is left out, seen before the erasure
    await button('İmha et').click();
    assert.match(await dialog().innerText(), /1 görüşmeyi yasal saklama koruyor/);
    assert.match(await dialog().innerText(), /1 görüşmeyi siz dışarıda bıraktınız|2 görüşme/);
    await page.keyboard.press('Escape');
    assert.equal(await dialog().count(), 0);
    assert.equal(await page.evaluate(() => document.activeElement?.textContent.trim()), 'İmha et', 'focus goes back');
    await page.getByRole('checkbox').first().click();
    await button('İmha et').click();
    await dialog().getByLabel('Gerekçe').fill('Silme başvurusu');
    await dialog().getByRole('button', { name: 'İmha et' }).click();
    assert.equal(await dialog().count(), 1, 'the tick is needed');
    await dialog().getByRole('checkbox').click();
    await dialog().getByRole('button', { name: 'İmha et' }).click();
    await page.locator('section[aria-label="İmha tutanağı"]').waitFor();
    assert.match(await page.locator('#content').innerText(), /görüşme imha edildi; tutanak hazır/);
    assert.match(await page.locator('#content').innerText(), /İmha sürüyor/, 'a hold keeps one');

    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Tutanağı indir' }).click()]);
    const file = await download.path();
    const certificate = JSON.parse(await readFile(file, 'utf8'));
    assert.equal(certificate.request, id);
    assert.equal(certificate.kept[0].conversation_id, kept);
    assert.ok(certificate.destroyed.length >= 2);
    for (const gone of certificate.destroyed) {
      assert.equal(await page.evaluate(async (c) => (await fetch(`/v1/conversations/${c}`)).status, gone.conversation_id), 404);
    }
    errors.splice(0, errors.length, ...errors.filter((e) => !/status of 404/.test(e)));

    await page.goto(`${server.url}/privacy`);
    await page.setInputFiles('[data-testid=certificate-file]', file);
    await page.getByText('Tutanak gerçek').waitFor();
    const forged = path.join(server.data, 'sahte.json');
    await writeFile(forged, JSON.stringify({ ...certificate, destroyed: [] }));
    await page.setInputFiles('[data-testid=certificate-file]', forged);
    await page.getByText('Tutanak değiştirilmiş ya da sahte').waitFor();

    await page.goto(`${server.url}/privacy/destructions`);
    await page.locator('tbody tr').nth(1).waitFor();
    assert.equal(await page.locator('tbody tr').count(), certificate.destroyed.length);
  });

  it('for access gives a page to read and is closed by it', async () => {
    await take(1, 30);
    await page.goto(`${server.url}/privacy`);
    await button('+ Yeni başvuru').click();
    await dialog().getByLabel('Değer: Telefon').fill(phone);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/privacy\/requests\/pr_/);
    await button('Okunabilir sayfa (HTML)').click();
    await dialog().getByLabel('Gerekçe').fill('Bilgi talebi');
    const [download] = await Promise.all([page.waitForEvent('download'), button('Dökümü indir').click()]);
    assert.match(await readFile(await download.path(), 'utf8'), /0532 111 22 33/);
    await page.getByText('Tamamlandı').waitFor();
  });
});

describe('retention', () => {
  it('shows what is due before anything goes, and destroys it with a reason', async () => {
    const [old] = await take(1, 40, { started: '2025-01-05T09:00:00Z' });
    await page.goto(`${server.url}/privacy/retention`);
    await button('+ Sınıf ekle').click();
    await button('Kaydet').click();
    assert.match(await dialog().innerText(), /hukuki dayanakla/);
    await dialog().getByLabel('Ad', { exact: false }).first().fill('standart');
    await dialog().getByLabel('Hukuki dayanak').fill('KVKK m. 5/2-f meşru menfaat');
    await dialog().getByLabel('Her şey: kaç gün').fill('180');
    await button('Kaydet').click();
    await page.getByRole('row', { name: new RegExp(old.slice(0, 14)) }).waitFor();
    const before = Number(await page.locator('[data-testid=due]').innerText());
    assert.ok(before >= 1);
    assert.match(await page.locator('#content').innerText(), /standart · KVKK m. 5\/2-f meşru menfaat/);
    assert.equal(await page.evaluate(async (c) => (await fetch(`/v1/conversations/${c}`)).status, old), 200, 'a dry run');
    await button('Süresi dolanları imha et').click();
    await reasonAnd('Süresi dolanları imha et', 'Altı aylık periyodik imha');
    await page.getByText('Süresi dolan kayıt yok').waitFor();
    assert.match(await page.locator('#content').innerText(), new RegExp(`${before} kayıt imha edildi`));
    assert.equal(await page.evaluate(async (c) => (await fetch(`/v1/conversations/${c}`)).status, old), 404);
    errors.splice(0, errors.length, ...errors.filter((e) => !/status of 404/.test(e)));
  });
});

describe('the audit chain', () => {
  it('verifies, and is narrowed by action and by person', async () => {
    await page.goto(`${server.url}/privacy/audit`);
    await page.locator('tbody tr').first().waitFor();
    await button('Zinciri doğrula').click();
    await page.getByText('Zincir sağlam').waitFor();
    await page.getByLabel('İşlem').selectOption('request.open');
    await page.waitForFunction(() => [...document.querySelectorAll('tbody tr')].every((row) => /Başvuru kaydetti/.test(row.textContent)));
    assert.match(page.url(), /action=request.open/);
    await page.getByLabel('Yalnızca Elif Aydın').first().click();
    await button('Elif Aydın filtresini kaldır').click();
    await page.getByLabel('Görüşme numarası').fill('c_yok');
    await page.keyboard.press('Enter');
    await page.getByText('Bu filtrelere uyan kayıt yok').waitFor();
  });
});
