/** One line of the report. */
export interface Row {
  readonly what: string
  /** Ours, in `unit`. */
  readonly value: number
  readonly unit: string
  /** What it is measured against, in the same run. */
  readonly against: string
  readonly reference: number
  /** value / reference */
  readonly ratio: number
  /** The ratio must not be larger. */
  readonly target?: number
}

export function row(init: Omit<Row, 'ratio'>): Row {
  return { ...init, ratio: init.value / init.reference }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const [low = Number.NaN, high = Number.NaN] =
    sorted.length % 2 === 1 ? [sorted[middle], sorted[middle]] : [sorted[middle - 1], sorted[middle]]
  return (low + high) / 2
}

const number = (value: number) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3))

export function formatTable(rows: readonly Row[]): string {
  const head = ['what', 'ours', 'against', 'theirs', 'ratio', 'target']
  const body = rows.map((r) => [
    r.what,
    `${number(r.value)} ${r.unit}`,
    r.against,
    `${number(r.reference)} ${r.unit}`,
    r.ratio.toFixed(2),
    r.target === undefined ? '–' : `≤ ${r.target}`,
  ])
  const widths = head.map((title, column) =>
    Math.max(title.length, ...body.map((cells) => cells[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|\n`
  return line(head) + rule + body.map(line).join('')
}
