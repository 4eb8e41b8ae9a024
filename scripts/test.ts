import { endWith } from './testing/end-with.ts'
import { runBrowserTests } from './testing/run-browser-tests.ts'
import { runKeychainTests } from './testing/run-keychain-tests.ts'
import { runVitest } from './testing/run-suite.ts'
import { addTallies } from './testing/tally.ts'

const args = process.argv.slice(2)
// Arguments choose among the ordinary tests (npm test -- tests/unit/place); without any, everything that can run here does.
const tallies = args.length > 0 ? [await runVitest(args)] : [await runVitest([]), await runKeychainTests(), await runBrowserTests([])]
endWith(addTallies(tallies))
