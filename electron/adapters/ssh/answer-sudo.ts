import { Buffer } from 'node:buffer'
import type { ClientChannel } from 'ssh2'

const longestTalk = 16 * 1024

/** A talk with sudo on a channel's standard error, up to the line that tells that the command has begun. */
export interface SudoTalk {
  /** Takes what came; gives back what is the command's own. */
  hear(bytes: Buffer): Buffer
  begun(): boolean
  /** What sudo said, once it has not begun. */
  said(): string
  /** Whether the password was wrong. */
  refused(): boolean
}

/** Writes the password only when sudo asks for it, so that it never ends in the command's input; asked twice, the input is ended. */
export function answerSudo(channel: ClientChannel, mark: string, password: string, onBegun: () => void): SudoTalk {
  let heard = ''
  let asked = 0
  let begun = false
  return {
    begun: () => begun,
    refused: () => asked > 1,
    said: () => heard.replaceAll(`${mark}:`, '').trim(),
    hear(bytes) {
      if (begun) return bytes
      heard = (heard + bytes.toString('latin1')).slice(-longestTalk)
      const beginning = heard.indexOf(`${mark}\n`)
      if (beginning >= 0) {
        begun = true
        const rest = heard.slice(beginning + mark.length + 1)
        heard = ''
        onBegun()
        return Buffer.from(rest, 'latin1')
      }
      const questions = heard.split(`${mark}:`).length - 1
      if (questions > asked) {
        asked = questions
        if (asked === 1) channel.write(`${password}\n`)
        else channel.end()
      }
      return Buffer.alloc(0)
    },
  }
}
