import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { text as readStream } from 'node:stream/consumers'

/** A language model behind HTTP on loopback that speaks the protocol of OpenAI and answers what a script says. */
export interface ScriptedModel {
  /** Base address with its `/v1`. */
  readonly url: string
  /** What was asked of it, in order; may be emptied. */
  readonly asked: Asked[]
  /** The names of the models it offers. */
  models: readonly string[]
  /** How the next questions are answered, one each; the last answers all that follow. */
  answers(...answers: readonly Answer[]): void
  close(): Promise<void>
}

export interface Asked {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Words that are streamed, a value that is streamed as JSON, or whatever is done by hand. */
export type Answer = string | object | ((reply: Reply) => void)

/** A reply made by hand. */
export interface Reply {
  readonly response: ServerResponse
  readonly question: Question
  /** Streams a part of the answer; begins the stream where it is not begun. */
  chunk(choice: object, more?: object): void
  /** Streams words. */
  say(words: string): void
  /** Ends the stream as it should be. */
  end(usage?: { readonly prompt_tokens: number; readonly completion_tokens: number }): void
  /** Answers with an error in the words of the protocol. */
  refuse(status: number, error?: object): void
}

interface Question {
  readonly model?: string
  readonly messages?: readonly { readonly role: string; readonly content: string }[]
  readonly response_format?: { readonly type: string }
  readonly temperature?: number
}

const pieceLength = 7

/** Starts one; with a key only who brings it comes in. */
export async function startScriptedModel(
  options: { readonly key?: string; readonly models?: readonly string[] } = {},
): Promise<ScriptedModel> {
  const asked: Asked[] = []
  let script: readonly Answer[] = ['{}']
  const server = createServer((request, response) => {
    void readStream(request).then(body => {
      asked.push({ path: request.url ?? '', headers: request.headers, body })
      const reply = replyTo(response, body === '' ? {} : JSON.parse(body))
      if (options.key !== undefined && request.headers.authorization !== `Bearer ${options.key}`)
        reply.refuse(401, { message: 'Incorrect API key provided' })
      else if (request.url === '/v1/models')
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify({ object: 'list', data: model.models.map(id => ({ id, object: 'model' })) }))
      else if (request.url === '/v1/chat/completions') play(reply)
      else response.writeHead(404).end()
    })
  })

  function play(reply: Reply): void {
    const [answer = '{}', ...rest] = script
    if (rest.length > 0) script = rest
    if (typeof answer === 'function') {
      answer(reply)
      return
    }
    const words = typeof answer === 'string' ? answer : JSON.stringify(answer)
    for (let at = 0; at < words.length; at += pieceLength) reply.say(words.slice(at, at + pieceLength))
    reply.end({ prompt_tokens: 1000, completion_tokens: 200 })
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const model: ScriptedModel = {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/v1`,
    asked,
    models: options.models ?? ['small-model'],
    answers: (...answers) => {
      script = answers
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
  return model
}

function replyTo(response: ServerResponse, question: Question): Reply {
  const send = (data: unknown) => {
    if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
    response.write(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`)
  }
  const chunk: Reply['chunk'] = (choice, more = {}) =>
    send({
      id: 'c1',
      object: 'chat.completion.chunk',
      created: 1,
      model: question.model,
      choices: [{ index: 0, delta: {}, ...choice }],
      ...more,
    })
  return {
    response,
    question,
    chunk,
    say: words => chunk({ delta: { content: words } }),
    end: usage => {
      chunk({ finish_reason: 'stop' })
      if (usage) send({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: question.model, choices: [], usage })
      send('[DONE]')
      response.end()
    },
    refuse: (status, error = {}) => {
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(JSON.stringify({ error: { message: 'No.', type: 'invalid_request_error', param: null, code: null, ...error } }))
    },
  }
}
