/** Builds the portal. `--watch` is for working on it: it builds again at each change. */
import { build } from 'vite';
import { portalConfig } from '../portal/vite.config.ts';

export async function buildPortal(watch = false): Promise<void> {
  const { build: options } = portalConfig;
  await build({ ...portalConfig, build: { ...options, watch: watch ? {} : null } });
}

if (import.meta.url === `file://${process.argv[1]}`) await buildPortal(process.argv.includes('--watch'));
