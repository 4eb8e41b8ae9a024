type Again = () => Promise<{ readonly job: string }>

const remembered = new Map<string, Again>()

/** Keeps how a job was asked for while this window is open, so that it can be asked for again; typed secrets never leave the memory. */
export function rememberStart(job: string, again: Again): void {
  remembered.set(job, again)
}

/** Asks again for a job that was asked for in this window; nothing when it was not. */
export function startedAgain(job: string): Promise<{ readonly job: string }> | undefined {
  const again = remembered.get(job)
  return again?.().then(next => {
    rememberStart(next.job, again)
    return next
  })
}
