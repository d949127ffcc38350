import { expect, type Locator, type Page } from '@playwright/test';
import { type Person, stack } from './stack';

/** Through the console's own sign-in page and the identity provider's form. */
export async function signIn(page: Page, person: Person, path = '/'): Promise<void> {
  await page.goto(path);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.locator('#username').fill(person.user);
  // With organizations the provider asks for the name first and then, on a page of its own, for the password.
  if ((await page.locator('#password:visible').count()) === 0) await page.keyboard.press('Enter');
  await page.locator('#password').fill(person.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
}

/** Puts a text in the editor the way a person pastes it. */
export async function paste(page: Page, text: string): Promise<void> {
  const content = page.locator('.cm-content');
  await content.click();
  await page.keyboard.press('ControlOrMeta+a');
  await content.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

/** The badge beside the pipeline's name. */
export const state = (page: Page): Locator => page.locator('[data-pipeline-state]').first();

export async function tab(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Pipeline' }).getByRole('link', { name, exact: true }).click();
  await expect(page).toHaveURL(new RegExp(name.toLowerCase().replace(' ', '-')));
}

export const pipelinePath = (name: string, rest = 'overview') =>
  `/t/${stack.tenant}/pipelines/${name}/${rest}`;
