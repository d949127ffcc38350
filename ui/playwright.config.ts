import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';
import { stack } from './e2e/stack';

/** The system's own browser; none is downloaded. */
function chromium(): string {
  const places = [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
  ];
  const found = process.env.FRESHET_CHROMIUM ?? places.find((place) => existsSync(place));
  if (found) return found;
  throw new Error(
    'No Chromium found. On Debian: apt-get install chromium. Elsewhere: set FRESHET_CHROMIUM to its path.',
  );
}

export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  timeout: 240_000,
  expect: { timeout: 20_000 },
  fullyParallel: false,
  workers: 1,
  retries: 0,
  reporter: [['list']],
  outputDir: 'test-results',
  use: {
    baseURL: stack.url,
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    viewport: { width: 1280, height: 860 },
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: chromium(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
