import { useEffect, useState } from 'react'

const MINUTE = 60_000

/** The present time, renewed at every full minute, so that "today" and "5 minutes ago" stay true. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const schedule = () => {
      timer = setTimeout(
        () => {
          setNow(Date.now())
          schedule()
        },
        MINUTE - (Date.now() % MINUTE) + 50,
      )
    }
    schedule()
    return () => clearTimeout(timer)
  }, [])
  return now
}
