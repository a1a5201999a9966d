/** Builds the portal into `dist/portal`. Addresses of assets are relative: the page says by its base element under which path it is served. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { InlineConfig } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

export const portalConfig: InlineConfig = {
  configFile: false,
  root: join(root, 'portal/app'),
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  build: {
    outDir: join(root, 'dist/portal'),
    emptyOutDir: true,
    target: ['chrome120', 'firefox121', 'safari17'],
    // Inlined assets would be data: addresses, which the policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1300,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  logLevel: 'warn',
};
