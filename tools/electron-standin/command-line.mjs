const MERGED = new Set(['disable-features', 'enable-features'])
const switches = new Map()

/** `app.commandLine`: the switches that came from the shell and those that the app adds for Chromium. */
export const commandLine = {
  appendSwitch(name, value = '') {
    const before = MERGED.has(name) ? switches.get(name) : undefined
    switches.set(name, [before, value].filter(Boolean).join(','))
  },
  hasSwitch: (name) => switches.has(name),
  getSwitchValue: (name) => switches.get(name) ?? '',
  removeSwitch(name) {
    switches.delete(name)
  },
}

// Of the stand-in or of the app: Chromium must not see these.
const NOT_CHROMIUM = new Set(['inspect', 'inspect-brk', 'remote-debugging-port', 'user-data-dir', 'require'])

export function chromiumSwitches() {
  return [...switches]
    .filter(([name]) => !NOT_CHROMIUM.has(name))
    .map(([name, value]) => (value === '' ? `--${name}` : `--${name}=${value}`))
}

/** Reads switches as Electron does and returns what is left: the files to require first, and the app. */
export function readArguments(given) {
  const requires = []
  let target
  for (let at = 0; at < given.length; at++) {
    const argument = given[at]
    if (argument === '-r' || argument === '--require') requires.push(given[++at])
    else if (argument.startsWith('--')) {
      const [, name, value] = /^--([^=]*)=?(.*)$/s.exec(argument)
      if (name) commandLine.appendSwitch(name, value)
    } else target ??= argument
  }
  return { requires, target: target ?? '.' }
}
