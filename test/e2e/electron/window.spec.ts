import { expect, test } from '../app.ts'
test('opens', async ({ launchDesktop }) => {
  const t0 = Date.now()
  const a = await launchDesktop()
  await expect(a.page).toHaveTitle('Sotto')
  await expect(a.page.getByRole('heading', { level: 1 })).toBeVisible()
  console.log(Date.now() - t0)
  await a.close()
  console.log(Date.now() - t0)
})
