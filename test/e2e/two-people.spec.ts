import { expect, test } from './app.ts'
import { meet, PersonAtScreen } from './person.ts'

test('two people meet, talk both ways, and a kill -9 loses and doubles nothing', async ({ launch }) => {
  const [ada, grace] = await meet(launch)
  await expect(grace.message('Ada', 'Hello Grace, this is Ada')).toBeVisible()

  await ada.write('Grace', 'How is the compiler?')
  await expect(grace.message('Ada', 'How is the compiler?')).toBeVisible()
  await grace.write('Ada', 'It compiles.\nMostly.')
  await expect(ada.message('Grace', 'It compiles.')).toBeVisible()
  await expect(ada.message('Grace', 'How is the compiler?').getByRole('img', { name: 'Read' })).toBeVisible()

  await grace.kill()
  await ada.write('Grace', 'first while you are away')
  await ada.write('Grace', 'second while you are away')
  await expect(
    ada.message('Grace', 'second while you are away').getByText('Waiting for Grace to be reachable'),
  ).toBeVisible()
  await ada.killAndReturn()
  await grace.comeBack()
  await grace.open('Ada')
  await expect(grace.message('Ada', 'second while you are away')).toBeVisible()
  await ada.open('Grace')
  await expect(
    ada.message('Grace', 'second while you are away').getByRole('img', { name: /^(Delivered|Read)$/ }),
  ).toBeVisible()

  const texts = (person: PersonAtScreen, name: string) =>
    person.thread(name).locator('[data-message] .message-text').allInnerTexts()
  const expected = [
    'Hello Grace, this is Ada',
    'How is the compiler?',
    'It compiles.\nMostly.',
    'first while you are away',
    'second while you are away',
  ]
  expect(await texts(grace, 'Ada')).toEqual(expected)
  expect(await texts(ada, 'Grace')).toEqual(expected)
})

test('a draft is kept over a restart, an unread count until it is read', async ({ launch }) => {
  const [ada, grace] = await meet(launch)
  await ada.composer('Grace').fill('not finished')
  await grace.page.getByRole('button', { name: 'Menu' }).click()
  await grace.page.getByRole('menuitem', { name: 'My address' }).click()
  await ada.write('Grace', 'one')
  await ada.write('Grace', 'two')
  await expect(grace.row('Ada').getByText('2 unread messages')).toBeAttached()
  await expect(grace.page).toHaveTitle('(2) Sotto')
  await ada.composer('Grace').fill('not finished')
  await ada.composer('Grace').blur()
  await ada.page.getByRole('button', { name: 'Menu' }).click()
  await ada.page.getByRole('menuitem', { name: 'Connection' }).click()
  await ada.app.close()
  await ada.comeBack()
  await ada.open('Grace')
  await expect(ada.composer('Grace')).toHaveValue('not finished')
  await grace.open('Ada')
  await expect(grace.row('Ada').getByText('2 unread messages')).toHaveCount(0)
  await expect(grace.page).toHaveTitle('Sotto')
})

test('the safety number is the same on both screens and can be marked as compared', async ({ launch }) => {
  const [ada, grace] = await meet(launch)
  const number = async (person: PersonAtScreen, name: string) => {
    await person.page
      .getByRole('button', { name: `Details of ${name}` })
      .first()
      .click()
    const digits = person.page.locator('.safety-digits')
    await expect(digits).toHaveText(/^(\d{5}\s*){12}$/)
    return (await digits.innerText()).replace(/\s+/g, ' ').trim()
  }
  expect(await number(ada, 'Grace')).toBe(await number(grace, 'Ada'))
  await ada.page.getByRole('button', { name: 'They are the same' }).click()
  await expect(ada.page.getByText('You have compared it: this is Grace.')).toBeVisible()
})

test('a passphrase locks and unlocks; a wrong one says so', async ({ launch }) => {
  const ada = await PersonAtScreen.start(launch, 'Ada')
  await ada.onboard('correct horse battery staple')
  await ada.page.getByRole('button', { name: 'Menu' }).click()
  await ada.page.getByRole('menuitem', { name: 'Lock now' }).click()
  const passphrase = ada.page.getByLabel('Passphrase', { exact: true })
  await passphrase.fill('wrong')
  await passphrase.press('Enter')
  await expect(ada.page.getByText('That is not the passphrase.')).toBeVisible({ timeout: 20_000 })
  await passphrase.fill('correct horse battery staple')
  await passphrase.press('Enter')
  await expect(ada.page.getByText('Nobody here yet')).toBeVisible({ timeout: 20_000 })
})

test('the words bring an identity back on another computer', async ({ launch }) => {
  const ada = await PersonAtScreen.start(launch, 'Ada')
  const words = await ada.onboard()
  const link = await ada.copyLink()
  const again = await PersonAtScreen.start(launch, 'Ada')
  await again.page.getByRole('button', { name: 'I have 24 words' }).click()
  await again.page.getByLabel('Recovery words').fill(words.join(' '))
  await again.page.getByLabel('Your name', { exact: true }).fill('Ada')
  await again.page.getByRole('button', { name: 'Recover', exact: true }).click()
  await expect(again.page.getByText('Nobody here yet')).toBeVisible({ timeout: 20_000 })
  // The commitment is the same; the network node behind it is another one.
  const commitment = (text: string) => /^sotto:([A-Z2-7]{54})/i.exec(text)?.[1]
  expect(commitment(await again.copyLink())).toBe(commitment(link))
})

test('an address is read from a picture of its QR code, and damage is told from a wrong code', async ({
  launch,
}, info) => {
  const [ada, grace] = await Promise.all([
    PersonAtScreen.start(launch, 'Ada'),
    PersonAtScreen.start(launch, 'Grace'),
  ])
  await Promise.all([ada.onboard(), grace.onboard()])
  const link = await ada.copyLink()
  const picture = info.outputPath('qr.png')
  await ada.page.getByRole('img', { name: 'QR code of your address' }).screenshot({ path: picture })

  await grace.page
    .getByRole('button', { name: /^Add contact/ })
    .first()
    .click()
  const dialog = grace.page.getByRole('dialog', { name: 'Add a contact' })
  const chooser = grace.page.waitForEvent('filechooser')
  await dialog.getByRole('button', { name: 'Choose an image…' }).click()
  await (await chooser).setFiles(picture)
  await expect(dialog.getByText('A Sotto address.')).toBeVisible({ timeout: 15_000 })
  const address = dialog.getByLabel('Their address or link')
  const read = await address.inputValue()
  expect(link.toUpperCase()).toContain(read.toUpperCase().slice('SOTTO:'.length))

  await address.fill(`${read.slice(0, -1)}${read.endsWith('A') ? 'B' : 'A'}`)
  await expect(dialog.getByRole('alert').filter({ hasText: /\w/ })).toBeVisible()
  await address.fill('https://example.org/')
  await expect(dialog.getByRole('alert').filter({ hasText: /\w/ })).toBeVisible()
})
