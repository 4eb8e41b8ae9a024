import { AppError } from '../../shared/errors/app-error.ts'

/** What the words of a `docker compose` that failed mean; this is where they are last looked at. */
export function upFailure(words: string, app: string, device: string): AppError {
  const said = words.trim()
  const port =
    /:(\d+)(?:\/(?:tcp|udp))?(?: failed)?: (?:.*: )?(?:port is already allocated|bind: address already in use|address already in use)/.exec(
      said,
    )?.[1]
  if (port !== undefined) return new AppError('PortTaken', { device, port: Number(port), by: 'Another program' })
  if (/no space left on device/i.test(said)) return new AppError('DiskFull', { device, during: `starting ${app}` })
  const taken = /container name "\/?([^"]+)" is already in use/i.exec(said)?.[1]
  if (taken !== undefined) return new AppError('ForeignThing', { what: `The container ${taken}`, device })
  const container = /[Cc]ontainer "?(?:[\w.-]*?)?mycopod-[\w.-]+/.exec(said)?.[0].replace(/^container "?/i, '') ?? app
  return new AppError('StartFailed', { app, device, container, output: lastWords(said) })
}

/** The last lines that are worth reading, in at most 400 characters. */
export function lastWords(text: string): string {
  const lines = text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !/level=warning/.test(line))
  const errors = lines.filter(line => /error|fail|invalid|cannot|denied|refused|not found/i.test(line))
  const [chosen] = [errors.at(-1) ?? lines.slice(-2).join(' ')]
  return chosen.length > 400 ? `…${chosen.slice(-399)}` : chosen
}
