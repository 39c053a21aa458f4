import { expect, test } from '../app.ts'

test('the page stays where it is and opens nothing', async ({ launchDesktop }) => {
  const { page, electron } = await launchDesktop()
  const before = page.url()
  for (const target of ['https://example.org/', 'file:///etc/passwd', 'data:text/html,hello']) {
    await page.evaluate((url) => location.assign(url), target)
    await page.evaluate((url) => void window.open(url), target)
  }
  await page.evaluate(() => {
    const link = document.body.appendChild(document.createElement('a'))
    link.href = 'https://example.org/'
    link.target = '_blank'
    link.click()
  })
  await expect.poll(() => electron.windows().length).toBe(1)
  await expect
    .poll(() => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length))
    .toBe(1)
  expect(page.url()).toBe(before)
  await expect(page).toHaveTitle('Sotto')
})

test('the page is granted no permission', async ({ launchDesktop }) => {
  const { page } = await launchDesktop()
  const answers = await page.evaluate(async () => {
    const names = [
      'camera',
      'microphone',
      'geolocation',
      'notifications',
      'clipboard-read',
    ] as PermissionName[]
    const asked = names.map(async (name) => [name, (await navigator.permissions.query({ name })).state])
    const refused = (): string => 'refused'
    const located = new Promise<string>((done) => {
      navigator.geolocation.getCurrentPosition(
        () => done('located'),
        (error) => done(error.code === error.PERMISSION_DENIED ? 'refused' : 'failed'),
      )
    })
    return {
      states: Object.fromEntries(await Promise.all(asked)) as Record<string, PermissionState>,
      camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(() => 'filmed', refused),
      microphone: await navigator.mediaDevices.getUserMedia({ audio: true }).then(() => 'heard', refused),
      notifications: await Notification.requestPermission(),
      location: await located,
      clipboard: await navigator.clipboard.readText().then(() => 'read', refused),
    }
  })
  expect(answers).toEqual({
    states: {
      camera: 'denied',
      microphone: 'denied',
      geolocation: 'denied',
      notifications: 'denied',
      'clipboard-read': 'denied',
    },
    camera: 'refused',
    microphone: 'refused',
    notifications: 'denied',
    location: 'refused',
    clipboard: 'refused',
  })
})

test('the page may put text on the clipboard when a button is pressed', async ({ launchDesktop }) => {
  const { page } = await launchDesktop()
  await page.evaluate(() => {
    const button = document.body.appendChild(document.createElement('button'))
    button.textContent = 'Copy this'
    button.addEventListener('click', () => {
      void navigator.clipboard.writeText('copied').then(
        () => (button.textContent = 'Copied this'),
        (error: Error) => (button.textContent = error.message),
      )
    })
  })
  await page.getByRole('button', { name: 'Copy this' }).click()
  await expect(page.getByRole('button', { name: 'Copied this' })).toBeVisible()
})

test('the policy blocks foreign code and foreign hosts', async ({ launchDesktop }) => {
  const { page } = await launchDesktop()
  const found = await page.evaluate(async () => {
    const blocked: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => blocked.push(event.effectiveDirective))
    const inline = document.createElement('script')
    inline.textContent = 'globalThis.inlineRan = true'
    document.body.append(inline)
    const handler = document.createElement('button')
    handler.setAttribute('onclick', 'globalThis.handlerRan = true')
    handler.click()

    // From a task of its own: what runs inside the debugger's evaluation may use eval whatever the policy says.
    const evaluated = await new Promise<string>((done) => {
      setTimeout(() => {
        try {
          done(String((Reflect.get(globalThis, 'eval') as (code: string) => unknown)('1 + 1')))
        } catch (error) {
          done((error as Error).name)
        }
      })
    })
    const remote = await fetch('https://example.org/').then(
      () => 'loaded',
      () => 'refused',
    )
    const image = await new Promise<string>((done) => {
      const picture = new Image()
      picture.addEventListener('load', () => done('loaded'))
      picture.addEventListener('error', () => done('refused'))
      picture.src = 'https://example.org/pixel.png'
    })
    return {
      ran: ['inlineRan', 'handlerRan'].filter((name) => name in globalThis),
      evaluated,
      remote,
      image,
      blocked,
    }
  })
  expect(found).toMatchObject({ ran: [], evaluated: 'EvalError', remote: 'refused', image: 'refused' })
  expect(found.blocked).toEqual(
    expect.arrayContaining(['script-src-elem', 'script-src-attr', 'script-src', 'connect-src', 'img-src']),
  )
})

test('only files of the interface are served, with the policy on each answer', async ({ launchDesktop }) => {
  const { page } = await launchDesktop()
  const found = await page.evaluate(async () => {
    const ask = async (path: string, init?: RequestInit): Promise<[number, boolean]> => {
      const response = await fetch(path, init)
      return [
        response.status,
        response.headers.get('content-security-policy')?.includes("default-src 'none'") ?? false,
      ]
    }
    return {
      page: await ask('/index.html'),
      missing: await ask('/missing.html'),
      above: await ask('/..%2f..%2fpackage.json'),
      dots: await ask('/assets/../../main/index.js'),
      posted: await ask('/index.html', { method: 'POST', body: 'x' }),
    }
  })
  expect(found).toEqual({
    page: [200, true],
    missing: [404, true],
    above: [404, true],
    dots: [404, true],
    posted: [404, true],
  })
})
