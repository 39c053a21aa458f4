/** Waits until a figure has been the same for twenty turns of the event loop. */
export async function settled(figure: () => number): Promise<void> {
  for (let same = 0, last = -1; same < 20; same = figure() === last ? same + 1 : 0) {
    last = figure()
    await new Promise((resolve) => setImmediate(resolve))
  }
}
