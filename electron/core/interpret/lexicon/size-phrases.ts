import { aNumber, anAmount, coresIn, mebibytesIn, numberIn, someCores } from '../quantities.ts'
import { type Phrase, type Reading, say } from './phrase.ts'

const memory = '(?:memory|ram|mem)'
const disk =
  '(?:(?:root |system |main |boot |data )?disks?(?: space| size)?|(?:disk )?storage|space|ssd|hdd|drive|rootfs|hard (?:disk|drive))'
const more = '(?:more|extra|additional|further)'
const toward = '(?: size)?(?: ?(?:of|to|at|is|:|=|should be))? ?'

const nounOf = (text: string): 'memory' | 'disk' | 'cores' =>
  /memory|ram|mem/.test(text) ? 'memory' : /core|cpu/.test(text) ? 'cores' : 'disk'
const any = `(${memory}|${disk}|v?cpus?|cores?)`

/** Sizes of things: absolute, relative and vague. */
export const sizePhrases: readonly Reading[] = [
  say(someCores, match => coreCount(match[0], false)),
  say(
    `(?:another |an? (?:extra|additional) )?(${aNumber}|another|an? ${more})? ?${more}? (?:v?cpus?(?: cores?)?|cores?|virtual cpus?)`,
    match =>
      /more|extra|additional|further|another/.test(match[0]) && match[1] !== undefined
        ? coreCount(`${/^(another|an? )/.test(match[1]) ? 'one' : match[1]} cores`, true)
        : undefined,
  ),
  say(`(?:v?cpus?|cores?|vcpu count)(?: ?(?::|=|to|at) ?| )(\\d+)`, match => coreCount(`${match[1]} cores`, false)),
  say(`(${aNumber}) ?(?:by|x) ?(${aNumber})(?: ?g(?:b|igs?)?)?`, match => ({
    kind: 'pair',
    cores: numberIn(match[1] ?? ''),
    mib: numberIn(match[2] ?? '') * 1024,
  })),
  say(`(${aNumber}) ${more} (gb|gib|gigs?|mb|mib|tb|g)(?: of)?(?: (${memory}|${disk}))?`, match =>
    size(`${match[1]} ${match[2]}`, match[3] === undefined ? undefined : nounOf(match[3]), true),
  ),
  say(anAmount, match => size(match[0], undefined, false)),
  say(`(${anAmount})(?: (${more}))?(?: of)?(?: (${more}))?(?: the| its)? (${memory}|${disk})`, match =>
    size(match[1] ?? '', nounOf(match[4] ?? ''), (match[2] ?? match[3]) !== undefined),
  ),
  say(`(${anAmount}) (?:${more}|bigger|larger)`, match => size(match[1] ?? '', undefined, true)),
  say(`(?:another|an (?:extra|additional)) (${anAmount})(?:(?: of)? (${memory}|${disk}))?`, match =>
    size(match[1] ?? '', match[2] === undefined ? undefined : nounOf(match[2]), true),
  ),
  say(`(${memory}|${disk})${toward}(${anAmount})`, match => size(match[2] ?? '', nounOf(match[1] ?? ''), false)),
  say(`(?:double|twice|two times|2x)(?: as (?:much|many))?(?: (?:the|its|their))?(?: (?:amount|number) of)? ${any}`, match => ({
    kind: 'times',
    factor: 2,
    noun: nounOf(match[1] ?? ''),
  })),
  say(`(?:triple|three times|3x)(?: as (?:much|many))?(?: (?:the|its|their))? ${any}`, match => ({
    kind: 'times',
    factor: 3,
    noun: nounOf(match[1] ?? ''),
  })),
  say(`(?:quadruple|four times)(?: as (?:much|many))?(?: (?:the|its|their))? ${any}`, match => ({
    kind: 'times',
    factor: 4,
    noun: nounOf(match[1] ?? ''),
  })),
  say(`(?:halve|half)(?: as (?:much|many))?(?: (?:the|its|their|of (?:the|its)))? ${any}`, match => ({
    kind: 'times',
    factor: 0.5,
    noun: nounOf(match[1] ?? ''),
  })),
  say('(?:doubles?|doubling|doubled|twice)', { kind: 'times', factor: 2 }),
  say('(?:triples?|tripling)', { kind: 'times', factor: 3 }),
  say('(?:halves?|halving)', { kind: 'times', factor: 0.5 }),
  say(
    `(?:(?:a (?:little|bit|few|couple)|some|much|lots of|a lot(?: of)?|plenty of|way|slightly|several|a few|any|enough|many)(?: of)? )*(?:${more}|less|fewer|enough|plenty of|lots of|some|bigger|larger|smaller) ${any}`,
    match => ({ kind: 'vague', noun: nounOf(match[1] ?? '') }),
  ),
  say(`(?:a )?(?:bigger|larger|smaller|faster) ${any}`, match => ({ kind: 'vague', noun: nounOf(match[1] ?? '') })),
  say('(?:by|in|to) half', { kind: 'times', factor: 0.5 }),
  say('(?:by )?\\d+ ?(?:%|percent|per cent)|a (?:little|bit|touch|lot)|slightly|a bit', { kind: 'vague' }),
  say('(?:an? (?:little|bit|lot|touch) |much |some |slightly )?(?:more|bigger|larger|smaller|less|faster)', { kind: 'vague' }),
  say(memory, { kind: 'noun', noun: 'memory' }),
  say('(?:root |system |main |boot |data )?disks?(?: space| size)?|ssd|hdd|drive|rootfs|hard (?:disk|drive)', {
    kind: 'noun',
    noun: 'disk',
  }),
  say('(?:v?cpus?|cores?)', { kind: 'noun', noun: 'cores' }),
  say('a couple of|a dozen|a pair of|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|an?', match => {
    const words = match[0].replace(/^a (couple|pair|dozen).*/, '$1').replace('pair', 'couple')
    return /^an?$/.test(words) ? { kind: 'weak' } : { kind: 'count', count: numberIn(words) }
  }),
]

function coreCount(text: string, isMore: boolean): Phrase {
  return { kind: 'cores', cores: coresIn(text), more: isMore }
}

function size(text: string, noun: 'memory' | 'disk' | 'cores' | undefined, isMore: boolean): Phrase | undefined {
  const mib = mebibytesIn(text)
  return Number.isNaN(mib) ? undefined : { kind: 'size', mib, more: isMore, ...((noun === 'memory' || noun === 'disk') && { noun }) }
}
