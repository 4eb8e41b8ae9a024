import { EventEmitter } from 'node:events'

/** One end of a channel: delivers structured clones, in order, holding them back until `start`; closing one end closes the other. */
export class FakeMessagePort extends EventEmitter {
  peer: FakeMessagePort | undefined
  closed = false
  private started = false
  private readonly waiting: unknown[] = []

  start(): void {
    this.started = true
    for (const data of this.waiting.splice(0)) this.deliver(data)
  }
  postMessage(message: unknown): void {
    const data = structuredClone(message)
    if (!this.closed) this.peer?.receive(data)
  }
  close(): void {
    if (this.closed) return
    this.closed = true
    this.emit('close')
    this.peer?.close()
  }
  private receive(data: unknown): void {
    if (this.started) this.deliver(data)
    else this.waiting.push(data)
  }
  private deliver(data: unknown): void {
    queueMicrotask(() => this.emit('message', { data, ports: [] }))
  }
}

/** A pair of ports that are each other's end. */
export class FakeMessageChannel {
  readonly port1 = new FakeMessagePort()
  readonly port2 = new FakeMessagePort()
  constructor() {
    this.port1.peer = this.port2
    this.port2.peer = this.port1
  }
}
