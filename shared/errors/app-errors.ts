import { z } from 'zod'
import { entry } from './entry.ts'
import { bytesInWords, type Fix } from './problem.ts'

const retry: Fix = { kind: 'retry' }
const chooseDevice: Fix = { kind: 'do', action: 'choose-device', label: 'Choose another device' }

/** Errors of recipes, placement and deployed apps. */
export const appErrors = {
  RecipeBroken: entry({
    data: z.object({ recipe: z.string(), file: z.string(), line: z.number().optional(), reason: z.string() }),
    blame: 'user',
    status: 400,
    problem: d => ({
      title: `The recipe ${d.recipe} has a fault`,
      because: `${d.file}${d.line === undefined ? '' : `, line ${d.line}`}: ${d.reason}`,
      fixes: [{ kind: 'advice', text: `Correct ${d.file} and try again.` }],
    }),
  }),
  ComposeBroken: entry({
    data: z.object({ app: z.string(), line: z.number().optional(), reason: z.string() }),
    blame: 'user',
    status: 400,
    problem: d => ({
      title: `The compose file of ${d.app} has a fault`,
      because: `${d.line === undefined ? '' : `Line ${d.line}: `}${d.reason}`,
      fixes: [{ kind: 'advice', text: 'Correct it, or go back to the file of the recipe.' }],
    }),
  }),
  SettingInvalid: entry({
    data: z.object({ app: z.string(), key: z.string(), label: z.string(), reason: z.string() }),
    blame: 'user',
    status: 400,
    problem: d => ({
      title: `${d.label} of ${d.app} is not right`,
      because: d.reason,
      fixes: [{ kind: 'advice', text: `Change ${d.label} and try again.` }],
    }),
  }),
  NoDeviceFits: entry({
    data: z.object({ app: z.string(), rejected: z.array(z.object({ device: z.string(), reason: z.string() })) }),
    blame: 'world',
    status: 409,
    problem: d => ({
      title: d.rejected.length === 0 ? `There is no device for ${d.app} yet` : `${d.app} fits on none of your devices`,
      because: d.rejected.length === 0 ? 'Add one first.' : d.rejected.map(r => `${r.device}: ${r.reason}`).join('. '),
      fixes:
        d.rejected.length === 0
          ? [{ kind: 'open', to: '/setup', label: 'Add a device' }]
          : [{ kind: 'open', to: '/devices', label: 'Look at devices' }, retry],
    }),
  }),
  DeviceDoesNotFit: entry({
    data: z.object({ app: z.string(), device: z.string(), reasons: z.array(z.string()) }),
    blame: 'user',
    status: 409,
    problem: d => ({ title: `${d.app} does not fit on ${d.device}`, because: `${d.reasons.join('; ')}.`, fixes: [chooseDevice, retry] }),
  }),
  PortTaken: entry({
    data: z.object({ device: z.string(), port: z.number(), by: z.string(), freePort: z.number().optional() }),
    blame: 'world',
    status: 409,
    problem: d => ({
      title: `Door ${d.port} on ${d.device} is taken`,
      because: `${d.by} uses it.`,
      fixes: [
        ...(d.freePort === undefined
          ? []
          : [{ kind: 'do', action: 'use-port', label: `Use ${d.freePort}`, data: { port: String(d.freePort) } } as const]),
        chooseDevice,
        retry,
      ],
    }),
  }),
  DiskFull: entry({
    data: z.object({ device: z.string(), during: z.string() }),
    blame: 'world',
    status: 507,
    problem: d => ({
      title: `The disk of ${d.device} is full`,
      because: `It filled up while ${d.during}.`,
      fixes: [{ kind: 'do', action: 'free-space', label: 'Show what uses it', data: { device: d.device } }, chooseDevice, retry],
    }),
  }),
  ImageNotFound: entry({
    data: z.object({ image: z.string(), device: z.string() }),
    blame: 'world',
    status: 502,
    problem: d => ({
      title: `The download ${d.image} does not exist`,
      because: `The server ${d.device} asked does not know it, or wants a login.`,
      fixes: [{ kind: 'advice', text: 'Is its name and version spelled right in the compose file?' }, retry],
    }),
  }),
  ImageWrongPlatform: entry({
    data: z.object({ image: z.string(), device: z.string(), architecture: z.string() }),
    blame: 'world',
    status: 409,
    problem: d => ({
      title: `${d.image} is not made for the processor of ${d.device}`,
      because: `There is no version for ${d.architecture}.`,
      fixes: [chooseDevice],
    }),
  }),
  RegistryUnreachable: entry({
    data: z.object({ image: z.string(), device: z.string(), reason: z.string() }),
    blame: 'world',
    status: 502,
    problem: d => ({
      title: `${d.device} could not download ${d.image}`,
      because: d.reason,
      fixes: [{ kind: 'advice', text: `Does ${d.device} reach the internet?` }, retry],
    }),
  }),
  StartFailed: entry({
    data: z.object({ app: z.string(), device: z.string(), container: z.string(), output: z.string() }),
    blame: 'world',
    status: 502,
    problem: d => ({
      title: `${d.app} could not start on ${d.device}`,
      because: `${d.container}: ${d.output}`,
      fixes: [retry, chooseDevice],
    }),
  }),
  NeverHealthy: entry({
    data: z.object({ app: z.string(), device: z.string(), seconds: z.number(), lastWords: z.string() }),
    blame: 'world',
    status: 504,
    problem: d => ({
      title: `${d.app} runs on ${d.device}, but never became healthy`,
      because: `No healthy answer for ${d.seconds} seconds.${d.lastWords ? ` Its last words: ${d.lastWords}` : ''}`,
      fixes: [retry, chooseDevice, { kind: 'advice', text: 'Does the log show what it waits for?' }],
    }),
  }),
  ContainerCrashed: entry({
    data: z.object({ app: z.string(), device: z.string(), container: z.string(), exitCode: z.number(), lastWords: z.string() }),
    blame: 'world',
    status: 502,
    problem: d => ({
      title: `${d.app} stops right after it starts on ${d.device}`,
      because: `${d.container} ended with ${d.exitCode}.${d.lastWords ? ` Its last words: ${d.lastWords}` : ''}`,
      fixes: [{ kind: 'advice', text: 'Are its settings right?' }, retry],
    }),
  }),
  OutOfMemory: entry({
    data: z.object({ app: z.string(), device: z.string(), container: z.string(), limitBytes: z.number().optional() }),
    blame: 'world',
    status: 507,
    problem: d => ({
      title: `${d.app} needs more memory than it got on ${d.device}`,
      because: `${d.container} was ended by the system${d.limitBytes === undefined ? '.' : ` at its limit of ${bytesInWords(d.limitBytes)}.`}`,
      fixes: [chooseDevice, retry],
    }),
  }),
  AppGone: entry({
    data: z.object({ app: z.string(), device: z.string() }),
    blame: 'world',
    status: 409,
    problem: d => ({
      title: `${d.app} is no longer on ${d.device}`,
      because: 'Its containers were removed by something else.',
      fixes: [retry, { kind: 'open', to: `/apps/${d.app}`, label: `Look at ${d.app}` }],
    }),
  }),
  ForeignThing: entry({
    data: z.object({ what: z.string(), device: z.string() }),
    blame: 'user',
    status: 409,
    problem: d => ({
      title: `${d.what} on ${d.device} was not made by MycoPod`,
      because: 'MycoPod does not touch what others made.',
      fixes: [{ kind: 'do', action: 'use-other-name', label: 'Use another name' }, chooseDevice],
    }),
  }),
} as const
