import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

// `npm run dev` talks to a server started separately: CXAI_SERVER=http://127.0.0.1:8080 npm run dev
const server = process.env['CXAI_SERVER'] ?? 'http://127.0.0.1:8080';

// The server sends x.js.gz in place of x.js to browsers that take it.
function gzipBesides(): Plugin {
  return {
    name: 'gzip-besides',
    apply: 'build',
    writeBundle({ dir }) {
      if (!dir) return;
      for (const name of readdirSync(dir, { recursive: true }) as string[]) {
        if (!/\.(js|css|html|svg)$/.test(name)) continue;
        const file = path.join(dir, name);
        const bytes = readFileSync(file);
        const packed = gzipSync(bytes, { level: 9 });
        if (packed.length < 0.9 * bytes.length) writeFileSync(`${file}.gz`, packed);
      }
    },
  };
}

export default defineConfig({
  plugins: [svelte(), gzipBesides()],
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // fonts come from 'self' only
  },
  server: { proxy: { '/v1': server } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
