import { expect, test } from '@playwright/test';
import { api, removePipeline } from './api';
import { paste, pipelinePath, signIn } from './console';
import { definition } from './definition';
import { stack } from './stack';

const NAME = 'browser-guards';

test.beforeAll(async () => {
  await removePipeline(NAME);
  const made = await api('PUT', `/pipelines/${NAME}`, definition(NAME), {
    'Content-Type': 'application/yaml',
  });
  expect(made.status).toBe(201);
});
test.afterAll(() => removePipeline(NAME));

test('who is not signed in sees only the way in', async ({ page }) => {
  await page.goto(pipelinePath(NAME));
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
  await expect(page.getByText(NAME)).toHaveCount(0);
});

test('a sign-in leads back to the page it was asked on', async ({ page }) => {
  await signIn(page, stack.admin, pipelinePath(NAME, 'definition'));
  await expect(page).toHaveURL(pipelinePath(NAME, 'definition'));
});

test('a viewer looks and changes nothing, and is told why', async ({ page }) => {
  await signIn(page, stack.viewer, pipelinePath(NAME));
  const start = page.getByRole('button', { name: 'Start', exact: true });
  await expect(start).toHaveAttribute('aria-disabled', 'true');
  await expect(start).toHaveAttribute('title', /needs the role operator/);
  await page.goto(pipelinePath(NAME, 'definition'));
  await expect(page.getByText('Read only')).toBeVisible();
  await expect(page.locator('.cm-content')).toHaveAttribute('aria-readonly', 'true');
  await page.goto(pipelinePath(NAME, 'sources'));
  await expect(page.getByRole('button', { name: 'Push rows' }).first()).toHaveAttribute(
    'aria-disabled',
    'true',
  );
});

test('a definition that someone else has saved is not overwritten unseen', async ({ page }) => {
  await signIn(page, stack.admin, pipelinePath(NAME, 'definition'));
  await expect(page.getByTestId('verdict')).toContainText('Valid');
  await paste(page, definition(NAME).replace('Made by the browser test', 'Mine'));
  await expect(page.getByText('Not saved yet')).toBeVisible();
  const theirs = definition(NAME).replace('Made by the browser test', 'Theirs');
  const put = await api('PUT', `/pipelines/${NAME}`, theirs, {
    'Content-Type': 'application/yaml',
    'If-Match': '*',
  });
  expect(put.status).toBe(200);
  await page.keyboard.press('Control+s');
  await expect(page.getByText('Someone saved this definition while you were editing')).toBeVisible();
  expect((await api('GET', `/pipelines/${NAME}`)).body.description).toBe('Theirs');
  await page.getByRole('button', { name: 'See theirs and decide…' }).click();
  await expect(page.getByRole('dialog')).toContainText('description: Theirs');
  await page.getByRole('button', { name: 'Replace theirs with mine' }).click();
  await expect(page.getByText('As saved')).toBeVisible();
  expect((await api('GET', `/pipelines/${NAME}`)).body.description).toBe('Mine');
});

test('another tenant is not there', async ({ page }) => {
  await signIn(page, stack.admin, '/t/globex/pipelines');
  await expect(page.getByText('You have no part in globex')).toBeVisible();
});

test('the whole page works by keyboard', async ({ page }) => {
  await signIn(page, stack.admin, `/t/${stack.tenant}/pipelines`);
  await expect(page.getByRole('link', { name: NAME, exact: true })).toBeVisible();
  await page.locator('body').press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#main')).toBeFocused();
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    if (
      await page
        .getByRole('link', { name: NAME, exact: true })
        .evaluate((link) => link === document.activeElement)
    )
      break;
  }
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(pipelinePath(NAME));
  await page.getByRole('button', { name: 'More actions' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('End');
  await expect(page.getByRole('menuitem', { name: 'Delete…' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await expect(page.getByLabel(`Type ${NAME} to confirm`)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'More actions' })).toBeFocused();
});
