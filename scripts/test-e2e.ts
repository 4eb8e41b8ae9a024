import { endWith } from './testing/end-with.ts'
import { runBrowserTests } from './testing/run-browser-tests.ts'

endWith(await runBrowserTests(process.argv.slice(2)))
