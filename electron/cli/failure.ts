import { ORPCError } from '@orpc/client'
import { AppError, problemOf } from '../../shared/errors/app-error.ts'
import type { Code } from '../../shared/errors/catalog.ts'
import type { Fix, Problem } from '../../shared/errors/problem.ts'
import { type WireError, wireErrorSchema } from '../../shared/errors/wire-error.ts'
import type { ExitCode } from './command.ts'

/** Wrong use of a command: said with how it is used. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

const unreachable: ReadonlySet<Code> = new Set([
  'DeviceUnreachable',
  'AddressUnknown',
  'PortClosed',
  'NotSsh',
  'LoginRefused',
  'KeyUnreadable',
  'AgentUnavailable',
  'HostKeyChanged',
  'DeviceSilent',
  'DeviceConnectionLost',
  'SudoPasswordWrong',
  'ConnectionLost',
  'LocalDockerMissing',
  'ClusterUnreachable',
  'ClusterCertificateChanged',
  'ClusterLoginRefused',
  'NodeDown',
  'GuestWithoutAddress',
  'ModelUnreachable',
  'ModelRefused',
])

const unanswered: ReadonlySet<Code> = new Set([
  'NeedsApproval',
  'HostKeyNotAccepted',
  'ClusterFingerprintNotAccepted',
  'ClusterCodeNeeded',
  'GuestForeign',
])

/** The exit code that scripts rely on. */
export function exitCodeOf(error: WireError): ExitCode {
  if (error.code === 'Cancelled') return 130
  if (unanswered.has(error.code)) return 3
  if (error.code === 'BadInput') return 2
  return unreachable.has(error.code) ? 4 : 1
}

/** Any thrown thing as an error of the catalogue; undefined for what is none. */
export function wireErrorFrom(error: unknown): WireError | undefined {
  if (error instanceof AppError) return error.toWire()
  if (error instanceof ORPCError) {
    const parsed = wireErrorSchema.safeParse({ code: error.code, data: error.data })
    if (parsed.success) return parsed.data
  }
  if (error instanceof Error && error.name === 'AbortError') return { code: 'Cancelled', data: {} }
  return undefined
}

/** An error as a sentence with its reason and fixes, a line each. */
export function problemText(problem: Problem): string {
  const fixes = problem.fixes.map(fixText).filter(text => text !== undefined)
  return [
    `${endSentence(problem.title)}${problem.because ? ` ${endSentence(problem.because)}` : ''}`,
    ...fixes.map(fix => `  · ${fix}`),
  ].join('\n')
}

/** An error as scripts read it. */
export function problemJson(error: WireError): unknown {
  const { title, because, fixes } = problemOf(error)
  return { error: { code: error.code, title, because: because ?? null, fixes, data: error.data } }
}

const screenFixes: Partial<Record<Extract<Fix, { kind: 'do' }>['action'], (data: Readonly<Record<string, string>>) => string>> = {
  'accept-host-key': data => `If it is your device, repeat the command with --accept-host-key ${data.fingerprint ?? 'SHA256:…'}`,
  'install-docker': data => `Install Docker: mycopod device install-docker ${data.device ?? 'NAME'}`,
  'use-port': data => `Use another one: --set port=${data.port ?? 'N'}`,
  'choose-device': () => 'Choose another device: --device NAME',
  'accept-fingerprint': data => `If it is the same, repeat the command with --fingerprint ${data.fingerprint ?? 'AA:BB:…'}`,
  'change-cluster-login': data => `Change the login: mycopod proxmox edit ${data.cluster ?? 'CLUSTER'} --user USER@REALM --password-stdin`,
  'shut-down-guest': data => `Shut it down: mycopod proxmox guest shutdown ${data.guest ?? 'GUEST'}`,
  approve: () => 'If that is meant, repeat the command with --yes',
  'use-other-name': data => `Use another name: --name ${data.name ?? 'NAME'}`,
}

function fixText(fix: Fix): string | undefined {
  switch (fix.kind) {
    case 'advice':
      return fix.text
    case 'run':
      return `${fix.where === 'device' ? 'On the device' : 'Here'}: ${fix.command}`
    case 'do':
      return screenFixes[fix.action]?.(fix.data ?? {}) ?? fix.label
    case 'retry':
    case 'open':
      return undefined
  }
}

function endSentence(text: string): string {
  return /[.?!:]$/.test(text) ? text : `${text}.`
}
