// Saves a picture of each screen: node tests/screenshots.mjs FOLDER [only]
//
// tr and en × light and dark × 1440 and 390 wide × with data and empty. `only` narrows to names that contain it.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { openPage, signIn, startBrowser, startServer } from './harness.mjs';

const [folder, only = ''] = process.argv.slice(2);
if (!folder) {
  console.error('usage: node tests/screenshots.mjs FOLDER [only]');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });

const screens = {
  today: async (page, base) => {
    await page.goto(`${base}/?range=days30`);
    await page.waitForSelector('.kpi, .empty');
  },
  conversations: async (page, base) => {
    await page.goto(`${base}/conversations`);
    await page.waitForSelector('tbody tr, .empty');
  },
  conversation: async (page, base) => {
    await page.goto(`${base}/conversations?kind=call&state=ready`);
    await page.waitForSelector('tbody tr, .empty');
    if ((await page.locator('tbody tr').count()) === 0) return;
    await page.locator('tbody tr a.open').first().click();
    await page.waitForSelector('[data-turn]');
    await page.waitForSelector('[data-ready=true]', { timeout: 5000 }).catch(() => {});
    if (await page.locator('.claims .head:not([disabled])').first().isVisible()) await page.locator('.claims .head:not([disabled])').first().click();
    await page.waitForTimeout(300);
  },
  chat: async (page, base) => {
    await page.goto(`${base}/conversations?kind=chat,tweet&state=ready`);
    await page.waitForSelector('tbody tr, .empty');
    if ((await page.locator('tbody tr').count()) === 0) return;
    await page.locator('tbody tr a.open').first().click();
    await page.waitForSelector('[data-turn]');
  },
  privacy: async (page, base) => {
    await page.goto(`${base}/privacy`);
    await page.waitForSelector('[aria-busy=false] .empty, li a');
  },
  retention: async (page, base) => {
    await page.goto(`${base}/privacy/retention`);
    await page.waitForSelector('.empty');
  },
  audit: async (page, base) => {
    await page.goto(`${base}/privacy/audit`);
    await page.waitForSelector('.empty, tbody tr');
  },
  routing: async (page, base) => {
    await page.goto(`${base}/routing`);
    await page.waitForSelector('[data-testid=quality], .empty');
    await page.waitForTimeout(400);
  },
  quality: async (page, base) => {
    await page.goto(`${base}/quality`);
    await page.waitForSelector('[data-testid=scorecards], .empty');
  },
  scorecard: async (page, base) => {
    await page.goto(`${base}/quality`);
    await page.waitForSelector('[data-testid=scorecards], .empty');
    if ((await page.locator('[data-testid=scorecards] a').count()) === 0) return;
    await page.locator('[data-testid=scorecards] a').first().click();
    await page.waitForSelector('[data-testid=builder]');
    await page.locator('li[data-question] .toggle').first().click();
  },
  rules: async (page, base) => {
    await page.goto(`${base}/rules`);
    await page.waitForSelector('[data-testid=categories], .empty');
    if ((await page.locator('[data-testid=categories] a').count()) === 0) return;
    await page.locator('[data-testid=categories] a').first().click();
    await page.waitForSelector('[data-testid=category-editor]');
  },
  system: async (page, base) => {
    await page.goto(`${base}/system`);
    await page.waitForSelector('dl');
  },
};

const browser = await startBrowser();
for (const data of process.env.CXAI_URL ? ['data'] : ['data', 'empty']) {
  const server = await startServer({ demo: data === 'data' });
  for (const language of ['tr', 'en']) {
    for (const theme of ['light', 'dark']) {
      for (const width of [1440, 390]) {
        const { context, page } = await openPage(browser, server, { width, height: width > 500 ? 900 : 844, theme, language });
        const save = async (screen) => {
          const name = `${screen}-${language}-${theme}-${width}-${data}.png`;
          await page.waitForTimeout(450);
          await page.screenshot({ path: path.join(folder, name), fullPage: screen !== 'conversation' });
          console.log(name);
        };
        const wanted = (screen) => `${screen}-${language}-${theme}-${width}-${data}`.includes(only);
        await page.goto(server.url);
        await page.waitForSelector('#login');
        if (wanted('login')) await save('login');
        // The first user of an empty store may see the privacy desk; of the demonstration it is the officer.
        await signIn(page, server, '/', data === 'data' && !process.env.CXAI_URL ? { ...server, login: 'kvkk' } : server);
        await page.evaluate((l) => fetch('/v1/session', { method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ language: l }) }), language);
        for (const [screen, open] of Object.entries(screens)) {
          if (!wanted(screen)) continue;
          await open(page, server.url);
          await save(screen);
        }
        await context.close();
      }
    }
  }
  await server.stop();
}
await browser.close();
