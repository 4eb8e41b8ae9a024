import { refuseTooLong } from '../../shared/declarations/refuse-too-long.ts'
import type { LabInventory } from '../../shared/model/declaration.ts'
import { applyJob } from './declarations/apply-job.ts'
import { createCarryOut } from './declarations/carry-out.ts'
import type { DeclarationDependencies, Declarations } from './declarations/declarations-service.ts'
import type { WholeDeclarations } from './declarations/whole.ts'

/** Declarations over the lab as its services know it; who never declares anything pays nothing for it. */
export function createDeclarations(dependencies: DeclarationDependencies): Declarations {
  const { folder, jobs, changes, log } = dependencies
  const closing = new AbortController()
  let made: Promise<WholeDeclarations> | undefined
  let watching = false

  function whole(): Promise<WholeDeclarations> {
    made ??= import('./declarations/whole.ts')
      .then(({ createWhole }) => createWhole(dependencies))
      .catch((error: unknown) => {
        made = undefined
        throw error
      })
    return made
  }

  function watch(): void {
    if (watching || closing.signal.aborted) return
    watching = true
    whole()
      .then(all => all.watch(closing.signal))
      .catch((error: unknown) => log.warn('the lab is not compared with the declarations', { error }))
  }

  jobs.define(
    applyJob({
      ...dependencies,
      workOf: createCarryOut(dependencies),
      settled: async (...of) => (await whole()).settled(...of),
    }),
  )
  changes.on(({ topics }) => {
    if (topics.includes('declarations')) watch()
  })

  async function ownLab(): Promise<LabInventory> {
    const { createOwnLab } = await import('./declarations/own-lab.ts')
    return createOwnLab(dependencies)()
  }

  return {
    interpret: async (text, given) => {
      refuseTooLong(text)
      const { interpret } = await import('../core/interpret/interpret.ts')
      return interpret(text, given ?? (await ownLab()))
    },
    basis: async name => ((await folder.begun()) ? (await whole()).basis(name) : { inventory: await ownLab() }),
    list: async () => ((await folder.begun()) ? (await whole()).list() : []),
    get: async (...of) => (await whole()).get(...of),
    save: async (...of) => (await whole()).save(...of),
    remove: async (...of) => (await whole()).remove(...of),
    setPolicy: async (...of) => (await whole()).setPolicy(...of),
    history: async (...of) => ((await folder.begun()) ? (await whole()).history(...of) : []),
    compare: async (...of) => (await whole()).compare(...of),
    restore: async (...of) => (await whole()).restore(...of),
    preview: async (...of) => (await whole()).preview(...of),
    reword: async (...of) => (await whole()).reword(...of),
    plan: async (...of) => (await whole()).plan(...of),
    plans: () => dependencies.store.plans.list(),
    getPlan: async (...of) => (await whole()).getPlan(...of),
    apply: async (...of) => (await whole()).apply(...of),
    rollback: async (...of) => (await whole()).rollback(...of),
    undo: async (...of) => (await whole()).undo(...of),
    drift: async (...of) => ((await folder.begun()) ? (await whole()).drift(...of) : { drift: [], unknown: [] }),
    putBack: async (...of) => (await whole()).putBack(...of),
    acceptDrift: async (...of) => (await whole()).acceptDrift(...of),
    ignoreDrift: async (...of) => (await whole()).ignoreDrift(...of),
    unignoreDrift: async (...of) => (await whole()).unignoreDrift(...of),
    remote: async () => ((await folder.begun()) ? (await whole()).remote() : undefined),
    setRemote: async (...of) => (await whole()).setRemote(...of),
    sync: async (...of) => (await whole()).sync(...of),
    settle: async (...of) => (await whole()).settle(...of),
    start: () => {
      folder.begun().then(
        begun => {
          if (begun) watch()
        },
        (error: unknown) => log.warn('the folder of the declarations cannot be read', { error }),
      )
    },
    close: () => closing.abort(),
  }
}
