import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// `npm run dev` talks to a server started separately: CXAI_SERVER=http://127.0.0.1:8080 npm run dev
const server = process.env.CXAI_SERVER ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [svelte()],
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    assetsInlineLimit: 0,
  },
  server: { proxy: { '/v1': server } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
