import { expect, test } from 'vitest'
import { availableListen, chosenPorts, DEFAULT_LISTEN } from '#engine/net/listen.ts'

test('chosen ports stand for the wildcards, family by family', () => {
  const v6 = ['/ip6/::1/tcp/7001', '/ip6/2a00::5/tcp/7001']
  const v4 = ['/ip4/127.0.0.1/tcp/7000', '/ip4/192.168.1.5/tcp/7000']
  expect(chosenPorts(DEFAULT_LISTEN, [v6, v4])).toEqual(['/ip4/0.0.0.0/tcp/7000', '/ip6/::/tcp/7001'])
})

test('what could not be listened on is missing, and each listener counts once', () => {
  const v4 = ['/ip4/127.0.0.1/tcp/7000']
  expect(chosenPorts(DEFAULT_LISTEN, [v4])).toEqual(['/ip4/0.0.0.0/tcp/7000'])
  expect(
    chosenPorts(['/ip4/127.0.0.1/tcp/0', '/ip4/127.0.0.1/tcp/0'], [v4, ['/ip4/127.0.0.1/tcp/8000']]),
  ).toEqual(['/ip4/127.0.0.1/tcp/7000', '/ip4/127.0.0.1/tcp/8000'])
  expect(chosenPorts(['/ip4/127.0.0.1/tcp/5', 'nonsense'], [v4, []])).toEqual([])
})

test('ports left to the system, and addresses of this machine, are available', async () => {
  expect(await availableListen(DEFAULT_LISTEN)).toEqual(DEFAULT_LISTEN)
  expect(await availableListen(['/ip4/192.0.2.1/tcp/4001', 'nonsense'])).toEqual([])
})
