// The way to the host opens while the page's own scripts still come; its first pipe takes it.
if (location.protocol.startsWith('http')) globalThis.earlySocket = new WebSocket(new URL('/rpc', location.href.replace(/^http/, 'ws')))
