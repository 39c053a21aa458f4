import './spinner.css'

/** Decorative: say in words what is going on. */
export function Spinner() {
  return <span className="spinner" aria-hidden="true" />
}
