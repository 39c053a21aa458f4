import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './app.ts'
import { meet, PersonAtScreen } from './person.ts'

/** WCAG 2.2 AA, in both themes. */
async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { violations, passes } = await new AxeBuilder({ page })
      .setLegacyMode(true) // it opens no page of its own, which a desktop window could not
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
      .analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
    expect(passes.length).toBeGreaterThan(5)
  }
}

test('the first steps are accessible', async ({ launch }) => {
  const { page } = await launch()
  await expect(page.getByRole('button', { name: 'Create my identity' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'I have 24 words' }).click()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Back' }).click()
  await page.getByRole('button', { name: 'Create my identity' }).click()
  await expectAccessible(page)
  await page.getByLabel('Your name', { exact: true }).fill('Ada')
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  await expect(page.getByRole('list', { name: 'Recovery words' })).toBeVisible()
  await expectAccessible(page)
})

test('conversation, details, address and connection are accessible', async ({ launch }) => {
  const [ada] = await meet(launch)
  const { page } = ada
  await ada.write('Grace', 'as dark as light')
  await expect(ada.message('Grace', 'as dark as light')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Details of Grace' }).first().click()
  await expect(page.locator('.safety-digits')).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  for (const screen of ['My address', 'Connection'] as const) {
    await page.getByRole('button', { name: 'Menu' }).click()
    await page.getByRole('menuitem', { name: screen }).click()
    await expectAccessible(page)
  }
})

test('everything on the way to the first message works by keyboard alone', async ({ launch }) => {
  const grace = await PersonAtScreen.start(launch, 'Grace')
  await grace.onboard()
  const link = await grace.copyLink()
  const { page } = await launch()
  const { keyboard } = page
  const focused = (name: string | RegExp) => expect(page.locator(':focus')).toHaveAccessibleName(name)

  await expect(page.getByRole('button', { name: 'Create my identity' })).toBeVisible()
  await page.getByRole('button', { name: 'Create my identity' }).focus()
  await keyboard.press('Enter')
  await focused(/^Your name/)
  await keyboard.type('Ada')
  await keyboard.press('Enter')
  await focused('Your 24 words') // the heading, so that a screen reader begins there
  const words = await page.locator('.words-word').allInnerTexts()
  await keyboard.press('Tab')
  await focused('I have written them down')
  await keyboard.press('Enter')
  for (let field = 0; field < 3; field++) {
    await focused(/^Word \d+/)
    const label = await page
      .locator(':focus')
      .evaluate((input: HTMLInputElement) => input.labels?.[0]?.textContent)
    await keyboard.type(words[Number(/\d+/.exec(label ?? '')?.[0]) - 1] ?? '')
    await keyboard.press(field < 2 ? 'Tab' : 'Enter')
  }
  await expect(page.getByText('Nobody here yet')).toBeVisible()
  await keyboard.press('Control+n')
  await focused(/^Their address or link/)
  await keyboard.insertText(link)
  await expect(page.getByText('A Sotto address.')).toBeVisible()
  await keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeHidden()
  await grace.accept('Ada')
  const composer = page.getByRole('textbox', { name: 'Message to Grace' })
  await expect(composer).toBeEnabled()
  await composer.focus()
  await keyboard.type('typed, ')
  await keyboard.press('Shift+Enter')
  await keyboard.type('not clicked')
  await keyboard.press('Enter')
  await expect(grace.message('Ada', 'not clicked')).toBeVisible()
})
