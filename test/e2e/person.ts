import type { Locator, Page } from '@playwright/test'
import { expect, type Instance, type LaunchOptions } from './app.ts'

type Launch = (options?: LaunchOptions) => Promise<Instance>

/** Somebody at a screen: what they do, in the words that the interface uses. */
export class PersonAtScreen {
  readonly name: string
  readonly #launch: Launch
  #instance: Instance

  private constructor(name: string, launch: Launch, instance: Instance) {
    this.name = name
    this.#launch = launch
    this.#instance = instance
  }

  static async start(launch: Launch, name: string, options: LaunchOptions = {}): Promise<PersonAtScreen> {
    return new PersonAtScreen(name, launch, await launch(options))
  }

  get page(): Page {
    return this.#instance.page
  }

  get app(): Instance {
    return this.#instance
  }

  /** Creates an identity; returns the 24 words. */
  async onboard(passphrase?: string): Promise<string[]> {
    const { page } = this
    await page.getByRole('button', { name: 'Create my identity' }).click()
    await page.getByLabel('Your name', { exact: true }).fill(this.name)
    if (passphrase !== undefined) {
      await page.getByLabel('Passphrase', { exact: true }).fill(passphrase)
      await page.getByLabel('Passphrase again').fill(passphrase)
    }
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    const words = await this.#readWords()
    await page.getByRole('button', { name: 'I have written them down' }).click()
    for (const field of await page.getByLabel(/^Word \d+$/).all()) {
      const label = await field.evaluate((input: HTMLInputElement) => input.labels?.[0]?.textContent ?? '')
      await field.fill(words[Number(/\d+/.exec(label)?.[0]) - 1] ?? '')
    }
    await page.getByRole('button', { name: 'Done' }).click()
    await expect(page.getByText('Nobody here yet')).toBeVisible()
    return words
  }

  /** Copies the own link to the clipboard, as one does to send it to a friend. */
  async copyLink(): Promise<string> {
    const { page } = this
    await page.getByRole('button', { name: 'Menu' }).click()
    await page.getByRole('menuitem', { name: 'My address' }).click()
    await page.evaluate(() => {
      // What reaches the clipboard, without asking a shared clipboard for it.
      const heard = globalThis as { copied?: string }
      navigator.clipboard.writeText = (text) => {
        heard.copied = text
        return Promise.resolve()
      }
    })
    await page.getByRole('button', { name: 'Copy link' }).click()
    await expect(page.getByText('Link copied.')).toBeVisible()
    return page.evaluate(() => (globalThis as { copied?: string }).copied ?? '')
  }

  async add(link: string, message = ''): Promise<void> {
    const { page } = this
    await page
      .getByRole('button', { name: /^Add contact/ })
      .first()
      .click()
    const dialog = page.getByRole('dialog', { name: 'Add a contact' })
    await dialog.getByLabel('Their address or link').fill(link)
    await expect(dialog.getByText('A Sotto address.')).toBeVisible()
    if (message) await dialog.getByLabel('Message with your request').fill(message)
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await expect(dialog).toBeHidden()
  }

  async open(name: string): Promise<void> {
    await this.row(name).click()
  }

  row(name: string): Locator {
    return this.page
      .getByRole('button')
      .filter({ hasText: name })
      .and(this.page.locator('[data-conversation]'))
  }

  async accept(name: string): Promise<void> {
    await this.open(name)
    await this.page.getByRole('button', { name: 'Accept' }).click()
    await expect(this.composer(name)).toBeVisible()
  }

  composer(name: string): Locator {
    return this.page.getByRole('textbox', { name: `Message to ${name}` })
  }

  async write(to: string, text: string): Promise<void> {
    await this.composer(to).fill(text)
    await this.composer(to).press('Enter')
  }

  thread(name: string): Locator {
    return this.page.getByRole('log', { name: `Messages with ${name}` })
  }

  message(name: string, text: string): Locator {
    return this.thread(name).locator('[data-message]').filter({ hasText: text })
  }

  /** kill -9, then the same folder again. */
  async killAndReturn(): Promise<void> {
    await this.#instance.kill()
    this.#instance = await this.#launch({ dir: this.#instance.dir })
  }

  async kill(): Promise<void> {
    await this.#instance.kill()
  }

  async comeBack(): Promise<void> {
    this.#instance = await this.#launch({ dir: this.#instance.dir })
  }

  async #readWords(): Promise<string[]> {
    const words = this.page.getByRole('list', { name: 'Recovery words' }).getByRole('listitem')
    await expect(words).toHaveCount(24, { timeout: 20_000 })
    return (await words.allInnerTexts()).map((text) => text.replace(/[^a-z]/g, ''))
  }
}

/** Two people who have met through the interface. */
export async function meet(launch: Launch): Promise<[PersonAtScreen, PersonAtScreen]> {
  const [ada, grace] = await Promise.all([
    PersonAtScreen.start(launch, 'Ada'),
    PersonAtScreen.start(launch, 'Grace'),
  ])
  await Promise.all([ada.onboard(), grace.onboard()])
  await ada.add(await grace.copyLink(), 'Hello Grace, this is Ada')
  await grace.accept('Ada')
  await ada.open('Grace')
  await expect(ada.composer('Grace')).toBeEnabled()
  return [ada, grace]
}
