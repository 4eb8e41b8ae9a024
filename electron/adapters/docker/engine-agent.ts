import { Agent } from 'node:http'
import { Duplex } from 'node:stream'

/** Makes an HTTP agent whose connections are streams from `dial`. */
export function engineAgent(dial: () => Promise<Duplex>, options: { readonly keepAlive: boolean; readonly connections: number }): Agent {
  const agent = new Agent({ keepAlive: options.keepAlive, maxSockets: options.connections })
  agent.createConnection = () => dialledStream(dial)
  return agent
}

/**
 * A stream that is there at once and connects by itself. Node's agent counts only connections it has, not those under
 * way: given a promise it would make more than it may, and requests would wait on them while others lie idle.
 */
function dialledStream(dial: () => Promise<Duplex>): Duplex {
  let far: Duplex | undefined
  const near = new Duplex({
    allowHalfOpen: false,
    construct(done) {
      dial().then(stream => {
        far = stream
        listen(stream)
        done()
      }, done)
    },
    write(chunk, _encoding, done) {
      far?.write(chunk, done)
    },
    final(done) {
      far?.end()
      done()
    },
    read() {
      far?.resume()
    },
    destroy(error, done) {
      far?.destroy()
      done(error)
    },
  })
  const listen = (stream: Duplex) => {
    let ended = false
    stream.on('data', chunk => {
      if (!near.push(chunk)) stream.pause()
    })
    stream.once('end', () => {
      ended = true
      near.push(null)
      // An idle connection is read by nobody; its end has to be noticed all the same.
      near.read(0)
    })
    stream.once('error', error => near.destroy(error))
    stream.once('close', () => {
      if (!ended) near.destroy()
    })
  }
  // Cancelled when its answer is there but not read, it fails after Node's HTTP client has stopped listening to it.
  near.on('error', () => undefined)
  return withManners(near)
}

/** What Node's HTTP client calls on a socket and a channel of another connection has no use for. */
function withManners(stream: Duplex): Duplex {
  const manners = ['setKeepAlive', 'setNoDelay', 'setTimeout', 'ref', 'unref'].map(name => [name, () => stream])
  return Object.assign(stream, Object.fromEntries(manners))
}
