import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page, test } from '@playwright/test';
import { api, operate, push, removePipeline, until } from './api';
import { pipelinePath, signIn } from './console';
import { definition } from './definition';
import { stack } from './stack';

const NAME = 'browser-access';
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const ROUTES: [string, string][] = [
  ['pipelines', `/t/${stack.tenant}/pipelines`],
  ['new pipeline', `/t/${stack.tenant}/new-pipeline`],
  ['connections', `/t/${stack.tenant}/connections`],
  ['secrets', `/t/${stack.tenant}/secrets`],
  ['overview', pipelinePath(NAME)],
  ['definition', pipelinePath(NAME, 'definition')],
  ['sources', pipelinePath(NAME, 'sources')],
  ['push', pipelinePath(NAME, 'sources?push=orders')],
  ['views', pipelinePath(NAME, 'views')],
  ['view', pipelinePath(NAME, 'views/revenue')],
  ['browse', pipelinePath(NAME, 'views/revenue?show=browse')],
  ['search', pipelinePath(NAME, 'search?q=valve')],
  ['graph', pipelinePath(NAME, 'graph')],
  ['epochs', pipelinePath(NAME, 'epochs')],
  ['bad records', pipelinePath(NAME, 'bad-records')],
  ['logs', pipelinePath(NAME, 'logs')],
  ['a pipeline that is not there', pipelinePath('browser-nowhere')],
  ['a page that is not there', `/t/${stack.tenant}/nowhere`],
];

test.beforeAll(async () => {
  test.setTimeout(240_000);
  await removePipeline(NAME);
  await api('PUT', `/pipelines/${NAME}`, definition(NAME), { 'Content-Type': 'application/yaml' });
  await operate(NAME, 'START');
  await until(async () => (await api('GET', `/pipelines/${NAME}`)).body.status.state === 'RUNNING');
  await push(NAME, 'customers', [{ id: 'c-1', tier: 'gold' }]);
  await push(NAME, 'orders', [{ id: 1, customer: 'c-1', amount: '1.00' }, 'no row']);
});
test.afterAll(() => removePipeline(NAME));

/** Run in the page from outside: the page's own policy lets no foreign script in. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async (rules) => {
    // biome-ignore lint/suspicious/noExplicitAny: put there by the line above
    const found = await (window as any).axe.run(document, { runOnly: rules });
    return found.violations.flatMap(
      (violation: { id: string; nodes: { target: string[]; failureSummary: string }[] }) =>
        violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')} ${node.failureSummary}`),
    );
  }, RULES);
}

for (const theme of ['light', 'dark'] as const) {
  for (const width of [1280, 390]) {
    test(`every page in ${theme} at ${width} px`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 860 });
      await page.goto('/');
      await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.setViewportSize({ width: 1280, height: 860 });
      await signIn(page, stack.admin);
      await page.setViewportSize({ width, height: 860 });
      for (const [name, path] of ROUTES) {
        await test.step(name, async () => {
          await page.goto(path);
          await expect(page.locator('main')).toBeVisible();
          await expect(page.getByLabel('Loading')).toHaveCount(0);
          await page.waitForTimeout(600);
          expect.soft(await violations(page), name).toEqual([]);
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - window.innerWidth,
          );
          expect.soft(overflow, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
        });
      }
    });
  }
}
