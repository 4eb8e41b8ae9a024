import type { Clause } from './clause.ts'
import { saysSomething } from './is-wish.ts'
import { readClause } from './read-clause.ts'
import type { Segment } from './segments.ts'

const untilNow = /^(?:if|unless|until|when|whenever|while|in case|as (?:soon|long) as|provided|once)/i
const goingOn = /^(?:so|but|please)\b/i

/** The clauses of one sentence, each with what it shares with the others: a place or time in front, a verb, a condition. */
export function joinClauses(segments: readonly Segment[], whole: (from: number, to: number) => string): readonly Clause[] {
  const joined: Clause[] = []
  let front: Clause | undefined
  let condition: string | undefined
  let reports = false
  let correction: Clause | undefined
  segments.forEach((segment, index) => {
    let clause = readClause(segment.chunks, whole)
    if (isOnlyFront(clause) && index < segments.length - 1) {
      front = clause
      return
    }
    const before = joined.at(-1)
    if (segment.joint === 'gap' && before && !front) clause = goOn(before, clause)
    if (segment.joint === 'and' && before?.modal && !before.negated && isDeclaredOn(clause)) clause = { ...clause, modal: true }
    if (front) clause = withFront(front, clause)
    front = undefined
    if (clause.condition !== undefined && untilNow.test(clause.condition)) condition = clause.condition
    if (condition !== undefined) clause = { ...clause, condition }
    if (isOnlyCorrection(clause) && index < segments.length - 1) {
      correction = clause
      if (!clause.takesBack) return
    } else if (correction) {
      clause = { ...clause, corrects: true, insists: correction.insists }
      correction = undefined
    }
    if (before?.corrects && before.negated && isOnlyNames(clause)) clause = { ...clause, corrects: true }
    if (reports && !clause.wants && !goingOn.test(clause.text)) clause = { ...clause, reports }
    reports = clause.reports
    joined.push(clause)
  })
  return joined
}

/** "Make sure it starts on boot and sits on vmbr1": what is to be so goes on without a new subject. */
function isDeclaredOn({ verb, word, subjects, unknownSubjects, newNames, groups, told }: Clause): boolean {
  return verb !== undefined && /s$/.test(word) && !told && subjects.length + unknownSubjects.length + newNames.length + groups.length === 0
}

/** "On pve2, …", "In DNS, …" and "Every night, …" belong to what follows. */
function isOnlyFront(clause: Clause): boolean {
  const says =
    clause.subjects.length +
    clause.hosts.length +
    clause.amounts.length +
    clause.newNames.length +
    clause.labels.length +
    clause.leftovers.length +
    clause.unknownSubjects.length +
    clause.groups.length +
    clause.addresses.length
  if (says > 0 || clause.verb !== undefined || clause.modal || clause.told || clause.pronoun !== undefined) return false
  if (clause.type !== undefined || clause.os !== undefined || clause.rule !== undefined) return false
  if (clause.every !== undefined || clause.at !== undefined)
    return clause.opens === 'every' || clause.opens === 'at' || clause.opens === 'preposition'
  return (clause.opens === 'preposition' || clause.opens === 'noun') && clause.locations.length + clause.nouns.length > 0
}

/** "Wait, …", "scratch that, …": what follows corrects. */
function isOnlyCorrection(clause: Clause): boolean {
  return (
    clause.corrects &&
    clause.opens === 'correction' &&
    clause.verb === undefined &&
    clause.pronoun === undefined &&
    !clause.negated &&
    !clause.modal &&
    clause.number === undefined &&
    clause.subjects.length + clause.newNames.length + clause.unknownSubjects.length + clause.leftovers.length + clause.groups.length ===
      0 &&
    clause.os === undefined &&
    clause.type === undefined &&
    clause.every === undefined &&
    clause.keep === undefined &&
    clause.at === undefined &&
    clause.rule === undefined &&
    !saysSomething(clause)
  )
}

function isOnlyNames(clause: Clause): boolean {
  return clause.subjects.length > 0 && clause.verb === undefined && !clause.modal && !saysSomething(clause)
}

function withFront(front: Clause, clause: Clause): Clause {
  return {
    ...clause,
    locations: [...front.locations, ...clause.locations],
    nouns: [...front.nouns, ...clause.nouns],
    every: clause.every ?? front.every,
    at: clause.at ?? front.at,
    condition: clause.condition ?? front.condition,
  }
}

/** "… and web-01 to pve2": what the clause before asked for, of something else. */
function goOn(before: Clause, clause: Clause): Clause {
  const isBackup = clause.verb === 'back-up' && /^backups?$/.test(clause.word)
  if (isBackup && (before.verb === 'remove' || before.verb === 'stop'))
    return { ...clause, verb: before.verb, word: before.word, nouns: ['backup', ...clause.nouns] }
  if (clause.verb !== undefined && clause.verb !== 'want') return clause
  const isNew = clause.newNames.length > 0 && before.newNames.length > 0
  const more =
    clause.newNames.length === 0 && before.newNames.length > 0 && clause.subjects.length + before.subjects.length === 0
      ? clause.unknownSubjects
      : []
  return {
    ...clause,
    verb: before.verb,
    word: before.word,
    particle: clause.particle ?? before.particle,
    negated: clause.negated || before.negated,
    wants: clause.wants || before.wants,
    modal: clause.modal || before.modal,
    polite: clause.polite || before.polite,
    told: clause.told || before.told,
    states: clause.states || before.states,
    someday: clause.someday || before.someday,
    condition: clause.condition ?? before.condition,
    reports: clause.reports || before.reports,
    by: clause.by || before.by,
    nouns: isNew
      ? clause.nouns
      : [...before.nouns.filter(noun => noun === 'memory' || noun === 'disk' || noun === 'cores' || noun === 'backup'), ...clause.nouns],
    newNames: [...clause.newNames, ...more.map(name => ({ name, quoted: false, called: true }))],
    unknownSubjects: more.length > 0 ? [] : clause.unknownSubjects,
    type: clause.type ?? (isNew || more.length > 0 ? before.type : undefined),
    os: clause.os ?? ((isNew && clause.type === undefined) || more.length > 0 ? before.os : undefined),
  }
}
