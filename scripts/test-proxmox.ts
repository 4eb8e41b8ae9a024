import { endWith } from './testing/end-with.ts'
import { runVitest } from './testing/run-suite.ts'

// On the simulation, and on a genuine node where PVE_TEST_URL, PVE_TEST_USER and PVE_TEST_PASSWORD say how to reach one.
endWith(await runVitest(['--config', 'tests/behaviour/proxmox/vitest.config.ts', ...process.argv.slice(2)]))
