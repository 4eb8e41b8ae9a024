import { expect, test } from 'vitest'
import { chooseSecrets } from '../../../electron/adapters/secrets/choose-secrets.ts'
import { describeSecrets } from '../../behaviour/secrets/secrets-behaviour.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

test('the Secret Service of this computer is chosen', async () => {
  expect(await chooseSecrets({ dataDir: temporaryFolder() })).toMatchObject({ store: 'keychain' })
})

describeSecrets('secrets in the Secret Service', async () => {
  const folder = temporaryFolder()
  return { secrets: await chooseSecrets({ dataDir: folder }), reopen: () => chooseSecrets({ dataDir: folder }) }
})
