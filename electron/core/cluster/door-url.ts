/** The port Proxmox answers at. */
const usualPort = '8006'

/**
 * The URL of a door from what a person typed: `pve1`, `192.168.1.10`, `pve1:443`, `https://pve1:8006/#v1:0`. Always HTTPS,
 * at port 8006 where none is named. Undefined where it is no address.
 */
export function doorUrl(typed: string): string | undefined {
  const rest = typed.trim().replace(/^https?:\/\//i, '')
  const [host = ''] = rest.split(/[/?#]/)
  const authority = host.split(':').length > 2 && !host.startsWith('[') ? `[${host}]` : host
  // A user in front of the host would be sent nowhere: it is rather a mistake.
  if (authority === '' || /[@\s\\]/.test(authority)) return undefined
  const url = URL.parse(`https://${authority}`)
  if (url === null || url.hostname === '') return undefined
  // The URL parser drops 443, which is HTTPS's own.
  const port = /:443$/.test(authority) ? '443' : url.port || usualPort
  return `https://${url.hostname}:${port}`
}

/** The host of a door without its port, brackets taken off. */
export function doorHost(url: string): string {
  return (URL.parse(url)?.hostname ?? url).replace(/^\[(.*)\]$/, '$1')
}
