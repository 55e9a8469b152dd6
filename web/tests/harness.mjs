// Starts the real server on a fresh data folder and a browser to look at it.
//
// CXAI_BINARY    the program; default: the newest build/*/cxai of this checkout
// CXAI_URL       use a server that already runs instead; needs CXAI_LOGIN and CXAI_PASSWORD
// CXAI_CHROMIUM  the browser; default /usr/bin/chromium
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

export function binary() {
  if (process.env.CXAI_BINARY) return path.resolve(process.env.CXAI_BINARY);
  const build = path.join(root, 'build');
  const found = (existsSync(build) ? readdirSync(build) : [])
    .map((name) => path.join(build, name, 'cxai'))
    .filter((file) => existsSync(file) && statSync(file).isFile())
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (found.length === 0) throw new Error('no cxai found: build it, or name it in CXAI_BINARY');
  return found[0];
}

// The program takes every CXAI_… for one of its settings: it gets none of ours.
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CXAI_')));

// Reads the address and the login pair that `serve` prints on stderr.
export function readBanner(text) {
  const url = /CX AI: (http:\/\/\S+)\s/.exec(text)?.[1];  // the line may come in pieces
  const [, login, password] = /(?:First|Demo) login: (\S+) \/ (\S+)/.exec(text) ?? [];
  return url && login ? { url, login, password } : null;
}

// Makes a user as an operator does, on the command line; its login pair.
export async function addUser(server, login, role, name) {
  const password = 'uzun-bir-parola';
  const child = spawn(binary(), ['users', 'add', login, '--role', role, '--name', name, '--data', server.data], { stdio: ['pipe', 'ignore', 'pipe'], env: environment });
  let text = '';
  child.stderr.on('data', (chunk) => (text += chunk));
  child.stdin.end(`${password}\n`);
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`no user ${login}: ${text}`);
  return { login, password };
}

// `demo: true` loads the demonstration conversations first; `settings` are key=value. stop() ends the server and removes
// its data.
export async function startServer({ demo = true, settings = [] } = {}) {
  if (process.env.CXAI_URL) {
    return { url: process.env.CXAI_URL, login: process.env.CXAI_LOGIN, password: process.env.CXAI_PASSWORD, stop: async () => {} };
  }
  const data = mkdtempSync(path.join(tmpdir(), 'cxai-web-'));
  if (demo) await run(binary(), ['demo', '--data', data], { maxBuffer: 64 << 20, env: environment });
  const child = spawn(binary(), ['serve', '--data', data, '--port', '0', ...settings.flatMap((s) => ['--set', s])], { stdio: ['ignore', 'ignore', 'pipe'], env: environment });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let text = '';
  const banner = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the server did not say where it listens:\n${text}`)), 60_000);
    child.stderr.on('data', (chunk) => {
      text += chunk;
      const found = readBanner(text);
      if (found) {
        clearTimeout(timer);
        resolve(found);
      }
    });
    void ended.then((code) => reject(new Error(`the server ended with ${code}:\n${text}`)));
  });
  return {
    ...banner,
    data,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      for (const folder of [data, `${data}.keys`]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CXAI_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required',
    ],
  });
}

// A page that collects what goes wrong in it: console errors, exceptions, requests that leave the server.
export async function openPage(browser, server, { width = 1440, height = 900, theme = 'light', language = 'tr' } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, locale: 'tr-TR', reducedMotion: 'reduce' });
  await context.addInitScript(`localStorage.setItem('cxai.language', localStorage.getItem('cxai.language') ?? '${language}')`);
  const page = await context.newPage();
  const errors = [];
  page.on('console', (message) => {
    // The browser itself reports every refused sign-in; that one is meant.
    if (message.type() === 'error' && !/status of 401/.test(message.text())) errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(server.url) && !/^(data|blob):/.test(url)) errors.push(`left the server: ${url}`);
  });
  return { context, page, errors };
}

export async function signIn(page, server, at = '/', user = server) {
  await page.goto(server.url + at);
  await page.fill('#login', user.login);
  await page.fill('#password', user.password);
  await page.click('button[type=submit]');
  await page.waitForSelector('#content');
}

// Hands a conversation in as the page does and waits until it is analysed; its id. `parts` are the form's files:
// {field, name, type, content}, content a text or an array of bytes.
export function handIn(page, parts) {
  return page.evaluate(async (files) => {
    const form = new FormData();
    for (const { field, name, type, content } of files) {
      form.append(field, new Blob([typeof content === 'string' ? content : Uint8Array.from(content)], { type }), name);
    }
    const taken = await (await fetch('/v1/conversations', { method: 'POST', headers: { 'X-CXAI': '1' }, body: form })).json();
    const id = taken.items[0].conversation_id;
    for (let n = 0; n < 600; n++) {
      const { conversation } = await (await fetch(`/v1/conversations/${id}`)).json();
      if (conversation.state === 'ready') return id;
      if (conversation.state === 'failed') throw new Error(conversation.failure);
      await new Promise((next) => setTimeout(next, 100));
    }
    throw new Error('not analysed in time');
  }, parts);
}

// By how many pixels the page is wider than the window.
export async function overflow(page) {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth));
}
