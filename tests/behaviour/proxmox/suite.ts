import { afterAll, beforeAll, describe, expect } from 'vitest'
import { type Bench, type ClusterFixture, openBench } from './bench.ts'
import { describeCluster } from './cluster-tests.ts'
import { describeContainers } from './container-tests.ts'
import { describeMachines } from './machine-tests.ts'
import { describeMachinePower } from './power-tests.ts'

/** What every Proxmox VE keeps to; the same for the simulated and for a genuine one. It removes all it makes. */
export function describeClusterAccess(name: string, makeFixture: () => Promise<ClusterFixture>): void {
  describe(`cluster access: ${name}`, () => {
    let fixture: ClusterFixture | undefined
    let bench: Bench | undefined
    const use = (): Bench => {
      if (!bench) throw new Error('the cluster was not opened')
      return bench
    }

    beforeAll(async () => {
      fixture = await makeFixture()
      bench = await openBench(fixture)
    })
    afterAll(async () => {
      try {
        if (!bench) return
        await bench.sweep()
        expect(await bench.leftBehind()).toEqual([])
      } finally {
        await fixture?.close()
      }
    })

    describeCluster(use)
    describeMachines(use)
    describeMachinePower(use)
    describeContainers(use)
  })
}
