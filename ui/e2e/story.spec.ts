import { expect, type Page, test } from '@playwright/test';
import { api, push, removePipeline } from './api';
import { paste, pipelinePath, signIn, state, tab } from './console';
import { definition } from './definition';
import { stack } from './stack';

const NAME = 'browser-story';

test.beforeAll(() => removePipeline(NAME));
test.afterAll(() => removePipeline(NAME));

test('a definition becomes a live pipeline and goes again', async ({ page }) => {
  await signIn(page, stack.admin);
  await expect(page).toHaveURL(`/t/${stack.tenant}/pipelines`);

  await test.step('a slip is marked at its place, and nothing is created', async () => {
    await page.getByRole('link', { name: 'New pipeline' }).first().click();
    await paste(page, definition(NAME, 'amout'));
    await expect(page.locator('.cm-lintRange-error')).toHaveText(/amout/);
    const line =
      definition(NAME, 'amout')
        .split('\n')
        .findIndex((text) => text.includes('amout')) + 1;
    await expect(
      page.getByRole('button', { name: new RegExp(`Line ${line}, column`) }).first(),
    ).toBeVisible();
    await expect(page.getByRole('button', { name: `Create ${NAME}` })).toHaveAttribute(
      'aria-disabled',
      'true',
    );
    expect((await api('GET', `/pipelines/${NAME}`)).status).toBe(404);
  });

  await test.step('the problem leads to the slip, and mending it lets the pipeline be created', async () => {
    await page
      .getByRole('button', { name: /Line \d+, column/ })
      .first()
      .click();
    await expect(page.locator('.cm-content')).toBeFocused();
    await paste(page, definition(NAME));
    await expect(page.getByTestId('verdict')).toContainText('Valid');
    await expect(page.locator('.cm-lintRange-error')).toHaveCount(0);
    await page.getByRole('button', { name: `Create ${NAME}` }).click();
    await expect(page).toHaveURL(pipelinePath(NAME));
    await expect(state(page)).toHaveAttribute('data-pipeline-state', 'STOPPED');
    const made = await api('GET', `/pipelines/${NAME}`);
    expect([made.status, made.body.status.state]).toEqual([200, 'STOPPED']);
  });

  await test.step('it starts', async () => {
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await expect(state(page)).toHaveAttribute('data-pipeline-state', 'RUNNING', { timeout: 90_000 });
    expect((await api('GET', `/pipelines/${NAME}`)).body.spec.desired_state).toBe('RUNNING');
  });

  await test.step('rows are pushed, by keyboard', async () => {
    await tab(page, 'Sources');
    await pushRows(page, 'customers', [
      { id: 'c-1', tier: 'gold' },
      { id: 'c-2', tier: 'silver' },
    ]);
    await pushRows(page, 'orders', [
      { id: '9007199254740993', customer: 'c-1', amount: '10.50' },
      { id: '2', customer: 'c-2', amount: '7.00' },
    ]);
    const rows = await api('GET', `/pipelines/${NAME}/views/revenue/rows`);
    expect(sorted(rows.body.items)).toEqual([
      { tier: 'gold', orders: '1', amount: '10.50' },
      { tier: 'silver', orders: '1', amount: '7.00' },
    ]);
  });

  await test.step('the view shows its rows, and a change as it happens', async () => {
    await tab(page, 'Views');
    await page.getByRole('link', { name: /revenue/ }).click();
    const table = page.getByRole('table', { name: 'Rows of revenue' });
    await expect(table).toContainText('10.50');
    await expect(page.getByText('None since you came')).toBeVisible();
    const pushed = await push(NAME, 'orders', [{ id: '3', customer: 'c-1', amount: '4.25' }]);
    expect(pushed.body).toMatchObject({ accepted: 1, rejected: 0 });
    await expect(page.locator('[data-op=insert]').first()).toContainText('14.75');
    await expect(page.locator('[data-op=delete]').first()).toContainText('10.50');
    await expect(table).toContainText('14.75');
    await expect(table).not.toContainText('10.50');
  });

  await test.step('the rows can be browsed with a filter that the address keeps', async () => {
    await page.getByText('Browse', { exact: true }).click();
    await page.getByLabel('Filter (JSON)').fill('{"tier": "gold"}');
    await page.keyboard.press('Enter');
    const table = page.getByRole('table', { name: 'Rows of revenue' });
    await expect(table).not.toContainText('silver');
    await expect(table).toContainText('14.75');
    await page.reload();
    await expect(page.getByLabel('Filter (JSON)')).toHaveValue('{"tier": "gold"}');
    await expect(table).toContainText('gold');
  });

  await test.step('what cannot be taken in is counted and kept with its reason', async () => {
    await tab(page, 'Sources');
    await openPush(page, 'orders');
    await page
      .getByLabel('Rows', { exact: true })
      .first()
      .fill('{"id": 4, "customer": "c-2", "amount": "1.00"}\nnot json\n');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByTestId('receipt')).toHaveAttribute('data-rejected', '1');
    await page.keyboard.press('Escape');
    await tab(page, 'Bad records');
    await expect(page.locator('details').first()).toContainText('orders');
    await page.locator('summary').first().click();
    await expect(page.getByText('not json').first()).toBeVisible();
    const bad = await api('GET', `/pipelines/${NAME}/bad-records`);
    expect(bad.body.items[0]).toMatchObject({ source: 'orders', kind: 'INPUT' });
  });

  await test.step('epochs and logs are there', async () => {
    await tab(page, 'Epochs');
    await expect(page.getByRole('table', { name: 'Epochs' }).getByRole('row')).not.toHaveCount(1);
    await tab(page, 'Logs');
    await expect(page.getByRole('log')).not.toBeEmpty();
  });

  await test.step('a page becomes searchable', async () => {
    const markdown =
      '# Valves\n\nTo bleed the upper valve, turn it a quarter and wait until the gauge is still.\n';
    const page1 = {
      path: 'valves.md',
      content: Buffer.from(markdown).toString('base64'),
      mime: 'text/markdown',
    };
    expect((await push(NAME, 'pages', [page1])).body).toMatchObject({ accepted: 1 });
    await tab(page, 'Search');
    await page.getByLabel('Query').fill('how do I bleed the valve');
    await page.keyboard.press('Enter');
    await expect(async () => {
      await page.getByRole('button', { name: 'Ask again' }).click();
      await expect(page.getByTestId('hit').first()).toContainText('quarter', { timeout: 1500 });
    }).toPass({ timeout: 60_000 });
    await expect(page.getByTestId('search-note')).toContainText('epoch');
  });

  await test.step('it stops', async () => {
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await expect(state(page)).toHaveAttribute('data-pipeline-state', 'STOPPED', { timeout: 60_000 });
    expect((await api('GET', `/pipelines/${NAME}`)).body.status.state).toBe('STOPPED');
  });

  await test.step('it is deleted only when its name is typed', async () => {
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    const dialog = page.getByRole('dialog', { name: `Delete ${NAME}?` });
    await expect(dialog.getByRole('button', { name: 'Delete' })).toHaveAttribute('aria-disabled', 'true');
    await page.keyboard.type(NAME);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(`/t/${stack.tenant}/pipelines`);
    await expect(page.getByRole('link', { name: NAME, exact: true })).toHaveCount(0, { timeout: 60_000 });
    expect((await api('GET', `/pipelines/${NAME}`)).status).toBe(404);
  });
});

async function openPush(page: Page, table: string): Promise<void> {
  const card = page
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: table, exact: true }) });
  await card.getByRole('button', { name: 'Push rows' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: `Push rows to ${table}` })).toBeVisible();
}

async function pushRows(page: Page, table: string, rows: unknown[]): Promise<void> {
  await openPush(page, table);
  await page
    .getByLabel('Rows', { exact: true })
    .first()
    .fill(rows.map((row) => JSON.stringify(row)).join('\n'));
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('receipt')).toHaveAttribute('data-accepted', String(rows.length));
  await expect(page.getByTestId('receipt')).toHaveAttribute('data-rejected', '0');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

const sorted = (rows: { tier: string }[]) => [...rows].sort((a, b) => a.tier.localeCompare(b.tier));
