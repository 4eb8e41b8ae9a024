import type { Clause } from './clause.ts'
import type { Context } from './context.ts'
import { question } from './drafts.ts'
import { isValidAddress } from './read-guest.ts'

/** Names of the network: what each stands for, or that it goes. */
export function sayDns(context: Context, clause: Clause): void {
  const subjects = [
    ...clause.hosts.filter(host => !host.isTarget).map(host => host.host),
    ...(clause.hosts.some(host => !host.isTarget) ? [] : clause.unknownSubjects),
  ]
  if (clause.leftovers.length > 0) {
    context.drafts.unread(clause.text)
    return
  }
  const removes = clause.verb === 'remove' || clause.state === 'absent'
  const [address] = clause.addresses
  const target =
    clause.hosts.find(host => host.isTarget)?.host ??
    clause.locations.at(-1)?.mention?.things[0]?.name ??
    clause.subjects[0]?.things[0]?.name ??
    clause.locations.at(-1)?.text
  const said = address
    ? ({ field: 'address', value: address.address } as const)
    : target !== undefined
      ? ({ field: 'target', value: target } as const)
      : removes
        ? undefined
        : /(?:^|\s)(?:too|also|as well|likewise|same|both)(?:\s|$|[.,])/i.test(clause.text)
          ? context.lastDnsTarget
          : undefined
  for (const name of subjects) {
    const key = `dns:${name}`
    context.drafts.open(key, { kind: 'dns', name }, context.turn, [clause.at0, clause.end])
    if (removes) context.drafts.say(key, 'state', 'absent', context.turn)
    else if (said === undefined)
      context.drafts.ask(question('missing-value', name, `What should ${name} stand for: an address, or another name?`), [key])
    else if (said.field === 'address' && (!isValidAddress(said.value) || said.value.includes('/')))
      context.drafts.ask(question('out-of-range', name, `${said.value} is no address. Which one is meant?`), [key])
    else context.drafts.say(key, said.field, said.value, context.turn, { corrects: clause.corrects, about: name })
  }
  if (said && !removes) context.lastDnsTarget = said
}
