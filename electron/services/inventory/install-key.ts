import { AppError } from '../../../shared/errors/app-error.ts'
import type { DeviceSession } from '../../ports/device-access.ts'

/** Adds a line to the keys that may log in, once, with the rights sshd wants; what stood there stays. */
const ADD_KEY = `# mycopod:add-key 1
set -e
umask 077
cd
mkdir -p .ssh
chmod 700 .ssh
touch .ssh/authorized_keys
chmod 600 .ssh/authorized_keys
if ! grep -qxF "$1" .ssh/authorized_keys; then
  if [ -n "$(tail -c 1 .ssh/authorized_keys)" ]; then echo >>.ssh/authorized_keys; fi
  printf '%s\\n' "$1" >>.ssh/authorized_keys
fi
if command -v restorecon >/dev/null; then restorecon -R .ssh; fi
`

/** Takes exactly that line away again; without it there is nothing to do. */
const REMOVE_KEY = `# mycopod:remove-key 1
set -e
umask 077
cd
if grep -qxF "$1" .ssh/authorized_keys; then
  grep -vxF "$1" .ssh/authorized_keys >.ssh/authorized_keys.mycopod || true
  cat .ssh/authorized_keys.mycopod >.ssh/authorized_keys
  rm .ssh/authorized_keys.mycopod
fi
`

/** Lets a key log in as the user of the session. Errors: CommandFailed. */
export async function addAuthorizedKey(session: DeviceSession, device: string, publicKey: string, signal?: AbortSignal): Promise<void> {
  const { exitCode, err } = await session.run({ argv: ['sh', '-c', ADD_KEY, 'mycopod-add-key', publicKey] }, signal)
  if (exitCode !== 0)
    throw new AppError('CommandFailed', { device, command: 'add a key to ~/.ssh/authorized_keys', exitCode, output: err.trim() })
}

/** Undoes `addAuthorizedKey`. */
export async function removeAuthorizedKey(session: DeviceSession, publicKey: string): Promise<void> {
  await session.run({ argv: ['sh', '-c', REMOVE_KEY, 'mycopod-remove-key', publicKey] })
}
