import { AppError } from '../../../shared/errors/app-error.ts'

/** What the engine's own words about a failed pull mean. */
export function pullError(device: string, image: string, words: string, architecture: string): AppError {
  const said = words.replace(/^\(HTTP code \d+\)[^-]*- /, '').trim()
  if (/no space left on device/i.test(said)) return new AppError('DiskFull', { device, during: `downloading ${image}` })
  if (
    /no matching manifest|does not (match|provide) the specified platform|cannot be used on this platform|no match for platform/i.test(said)
  ) {
    const wanted = /no matching manifest for (?:[a-z]+\/)?(\S+)/.exec(said)?.[1]
    return new AppError('ImageWrongPlatform', { image, device, architecture: wanted ?? architecture })
  }
  const unknown =
    /manifest unknown|name unknown|manifest for .* not found|pull access denied|repository does not exist|: not found$|denied|unauthorized|no such image|invalid reference format/i
  if (unknown.test(said) && !/toomanyrequests/i.test(said)) return new AppError('ImageNotFound', { image, device })
  return new AppError('RegistryUnreachable', { image, device, reason: reasonInWords(said) })
}

function reasonInWords(said: string): string {
  if (/toomanyrequests|rate limit/i.test(said)) return 'Its server allows no more downloads from here for now.'
  if (/no such host|server misbehaving|temporary failure in name resolution/i.test(said))
    return 'The name of its server has no address there.'
  if (/connection refused|no route to host|network is unreachable/i.test(said)) return 'Its server cannot be reached from there.'
  if (/timeout|deadline exceeded|Client\.Timeout/i.test(said)) return 'Its server did not answer in time.'
  if (/EOF|connection reset|broken pipe|closed/i.test(said)) return 'The connection to its server broke.'
  if (/x509|certificate|tls/i.test(said)) return 'The certificate of its server is not trusted there.'
  return `Docker said: ${said}`
}
