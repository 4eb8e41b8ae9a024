import { posix } from 'node:path'
import type { Process, Program } from '../shell/process.ts'
import { readOptions } from './options.ts'

/** What an address answers from the device itself: the status of a web page, or why there is none. */
function ask(address: string, process: Process): { readonly status: number; readonly body: string } | 'refused' | 'unresolved' {
  const { device } = process
  let url: URL
  try {
    url = new URL(address.includes('://') ? address : `http://${address}`)
  } catch {
    return 'unresolved'
  }
  const here = ['localhost', '127.0.0.1', '[::1]', '0.0.0.0', device.profile.name].includes(url.hostname)
  if (!here) return device.troubles.registry === 'there' ? { status: 200, body: '-----BEGIN PGP PUBLIC KEY BLOCK-----\n' } : 'unresolved'
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  const container = device.engine
    .all()
    .find(one => one.state === 'running' && one.ports.some(published => published.host === port && published.protocol === 'tcp'))
  if (!container) return device.listeningPrograms().some(listening => listening.port === port) ? { status: 200, body: '' } : 'refused'
  if (container.health === 'starting') return 'refused'
  if (container.health === 'unhealthy') return { status: 503, body: 'Service Unavailable\n' }
  return { status: 200, body: '{"status":"ok"}\n' }
}

const curl: Program = async (argv, process) => {
  const options = readOptions(argv.slice(1), [
    'o',
    'm',
    'w',
    'H',
    'd',
    'X',
    'u',
    'A',
    'output',
    'max-time',
    'write-out',
    'connect-timeout',
    'retry',
    'header',
    'unix-socket',
  ])
  const address = options.rest[0] ?? ''
  await process.device.time.pass(30, process.signal)
  const silent = options.has('s', 'silent') && !options.has('S', 'show-error')
  const tellStatus = (status: number) =>
    process.out.write(
      (options.value('w', 'write-out') ?? '').replaceAll('%{http_code}', String(status).padStart(3, '0')).replaceAll('\\n', '\n'),
    )
  const fail = (code: number, why: string) => {
    if (!silent) process.err.write(`curl: (${code}) ${why}\n`)
    tellStatus(0)
    return code
  }
  const answer = ask(address, process)
  const host = address.replace(/^\w+:\/\//, '').split('/')[0] ?? ''
  const [name = '', port = '80'] = host.split(':')
  if (answer === 'unresolved') return fail(6, `Could not resolve host: ${name}`)
  if (answer === 'refused') return fail(7, `Failed to connect to ${name} port ${port} after 0 ms: Couldn't connect to server`)
  if (answer.status >= 400 && options.has('f', 'fail')) return fail(22, `The requested URL returned error: ${answer.status}`)
  const target = options.value('o', 'output')
  if (target === undefined) process.out.write(answer.body)
  else process.device.files.write(posix.resolve(process.directory, target), Buffer.from(answer.body), process.user, { mode: 0o644 })
  tellStatus(answer.status)
  return 0
}

const wget: Program = async (argv, process) => {
  const options = readOptions(argv.slice(1), ['O', 'T', 't', 'U', 'output-document', 'timeout', 'tries'])
  await process.device.time.pass(30, process.signal)
  const answer = ask(options.rest[0] ?? '', process)
  if (typeof answer === 'string' || answer.status >= 400) {
    if (!options.has('q'))
      process.err.write(
        typeof answer === 'string'
          ? `wget: can't connect to remote host: ${answer === 'refused' ? 'Connection refused' : 'bad address'}\n`
          : `wget: server returned error: HTTP/1.1 ${answer.status}\n`,
      )
    return typeof answer === 'string' ? 4 : 8
  }
  const target = options.value('O', 'output-document') ?? 'index.html'
  if (target === '-') process.out.write(answer.body)
  else process.device.files.write(posix.resolve(process.directory, target), Buffer.from(answer.body), process.user)
  return 0
}

/** apt's own way to fetch a file: `apt-helper download-file ADDRESS PATH`. */
const aptHelper: Program = async (argv, process) => {
  const [, , address = '', path = ''] = argv.filter((word, index) => !word.startsWith('-') && argv[index - 1] !== '-o')
  return curl(['curl', '-fsS', '-o', path, address], process)
}

const socketStatistics: Program = (argv, process) => {
  const letters = argv
    .slice(1)
    .filter(argument => argument.startsWith('-'))
    .join('')
  const { device } = process
  const published = device.engine
    .all()
    .flatMap(container => (container.state === 'running' ? container.ports : []))
    .map(port => ({ port: port.host, protocol: port.protocol }))
  if (!letters.includes('H')) process.out.write('Netid State  Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n')
  for (const { port, protocol } of [...device.listeningPrograms(), ...published])
    if ((protocol === 'tcp' && /t/.test(letters)) || (protocol === 'udp' && /u/.test(letters)) || !/[tu]/.test(letters))
      process.out.write(`${protocol} ${protocol === 'tcp' ? 'LISTEN' : 'UNCONN'} 0 4096 0.0.0.0:${port} 0.0.0.0:*\n`)
  return 0
}

/** Programs that ask over the network. */
export const networkPrograms: Readonly<Record<string, Program>> = {
  curl,
  wget,
  'apt-helper': aptHelper,
  ss: socketStatistics,
  ping: () => 0,
}
