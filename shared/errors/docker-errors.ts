import { z } from 'zod'
import { entry } from './entry.ts'
import type { Fix } from './problem.ts'

const retry: Fix = { kind: 'retry' }
const changeLogin = (device: string): Fix => ({ kind: 'do', action: 'change-login', label: 'Change login', data: { device } })
const installDocker = (device: string): Fix => ({ kind: 'do', action: 'install-docker', label: 'Install Docker for me', data: { device } })

/** Errors of Docker on a device. */
export const dockerErrors = {
  DockerMissing: entry({
    data: z.object({ device: z.string() }),
    blame: 'world',
    status: 409,
    problem: d => ({ title: `${d.device} has no Docker yet`, because: 'Apps run in it.', fixes: [installDocker(d.device), retry] }),
  }),
  DockerStopped: entry({
    data: z.object({ device: z.string() }),
    blame: 'world',
    status: 409,
    problem: d => ({
      title: `Docker on ${d.device} is not running`,
      because: 'It is installed, but does not answer.',
      fixes: [
        { kind: 'do', action: 'start-docker', label: 'Start Docker', data: { device: d.device } },
        { kind: 'run', where: 'device', command: 'systemctl status docker' },
        retry,
      ],
    }),
  }),
  DockerForbidden: entry({
    data: z.object({ device: z.string(), user: z.string() }),
    blame: 'user',
    status: 403,
    problem: d => ({
      title: `${d.user} may not use Docker on ${d.device}`,
      because: 'The user is not in the group docker and is no administrator.',
      fixes: [changeLogin(d.device), { kind: 'run', where: 'device', command: `usermod -aG docker ${d.user}` }],
    }),
  }),
  DockerTooOld: entry({
    data: z.object({ device: z.string(), version: z.string() }),
    blame: 'world',
    status: 409,
    problem: d => ({
      title: `Docker ${d.version} on ${d.device} is too old`,
      because: 'MycoPod needs 20.10 or newer.',
      fixes: [{ kind: 'advice', text: 'Update it with the package manager of the device.' }, retry],
    }),
  }),
  ComposeMissing: entry({
    data: z.object({ device: z.string(), version: z.string().optional() }),
    blame: 'world',
    status: 409,
    problem: d => ({
      title: d.version ? `Docker Compose ${d.version} on ${d.device} is too old` : `Docker on ${d.device} lacks its Compose part`,
      because: 'MycoPod needs Compose 2.',
      fixes: [installDocker(d.device), retry],
    }),
  }),
  InstallFailed: entry({
    data: z.object({ device: z.string(), output: z.string() }),
    blame: 'world',
    status: 502,
    problem: d => ({
      title: `Docker could not be installed on ${d.device}`,
      because: `${d.output ? `The last words were: ${d.output} ` : ''}What was installed was taken away again.`,
      fixes: [{ kind: 'advice', text: 'Does the device reach the internet? Is another update running there?' }, retry],
    }),
  }),
  LocalDockerMissing: entry({
    data: z.object({ socket: z.string() }),
    blame: 'world',
    status: 409,
    problem: d => ({
      title: 'This computer has no Docker that MycoPod may use',
      because: `${d.socket} does not answer.`,
      fixes: [{ kind: 'advice', text: 'Install or start Docker here, then try again.' }, retry],
    }),
  }),
} as const
