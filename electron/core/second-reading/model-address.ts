import { type ModelProvider, providerAddresses } from '../../../shared/model/language-model.ts'

/** The base address that a person means, the usual one of the provider where nothing was typed; else what is wrong with it. */
export function modelUrl(provider: ModelProvider, typed: string): { readonly url: string } | { readonly wrong: string } {
  const given = typed.trim() || (provider === 'other' ? '' : providerAddresses[provider])
  if (given === '') return { wrong: 'it is missing: only the usual providers have a usual address' }
  const url = URL.parse(/^[a-z]+:\/\//i.test(given) ? given : `http://${given}`)
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '' || url.search !== '' || url.hash !== '')
    return { wrong: 'it is written like http://127.0.0.1:11434/v1' }
  if (url.username !== '' || url.password !== '') return { wrong: 'a user or a password has no place in it' }
  if (url.protocol === 'http:' && leavesHome(url.href)) return { wrong: 'outside your own network it has to begin with https://' }
  return { url: url.href.replace(/\/+$/, '') }
}

/** Whether what is sent there leaves the home: the address is none of a private network. */
export function leavesHome(url: string): boolean {
  const host = (URL.parse(url)?.hostname ?? '').replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
  if (host.includes(':')) return !/^(?:::1$|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:|::ffff:(?:7f[0-9a-f]{2}:|a[0-9a-f]{2}:|c0a8:))/.test(host)
  const numbers = /^(\d+)\.(\d+)\.\d+\.\d+$/.exec(host)
  if (!numbers) return host === '' || (host.includes('.') && !/\.(?:local|lan|internal|home|home\.arpa|localhost)$/.test(host))
  const [first, second] = [Number(numbers[1]), Number(numbers[2])]
  return !(
    first === 127 ||
    first === 10 ||
    (first === 172 && second >= 16 && second < 32) ||
    (first === 192 && second === 168) ||
    (first === 169 && second === 254) ||
    // What carriers and private overlays share.
    (first === 100 && second >= 64 && second < 128)
  )
}
