import { endWith } from './testing/end-with.ts'
import { runBrowserTests } from './testing/run-browser-tests.ts'
import { runVitest } from './testing/run-suite.ts'
import { addTallies } from './testing/tally.ts'

const args = process.argv.slice(2)
// Arguments choose among the vitest files (npm test -- tests/unit/place); the whole suite has the browser part too.
const tallies = args.length > 0 ? [await runVitest(args)] : [await runVitest([]), await runBrowserTests([])]
endWith(addTallies(tallies))
