import { type ErrorMap, oc } from '@orpc/contract'
import { type Code, catalog } from '../errors/catalog.ts'

/** What a call needs: look, run what exists, or change the lab and its people. */
export type Permission = 'view' | 'operate' | 'admin'

export interface CallMeta {
  readonly permission: Permission
}

type ErrorsOf<C extends Code> = { readonly [K in C]: { readonly status: number; readonly data: (typeof catalog)[K]['data'] } }

function errorsOf<const C extends Code>(...codes: readonly C[]): ErrorsOf<C> {
  return Object.fromEntries(
    codes.map(code => [code, { status: catalog[code].status, data: catalog[code].data }]),
  ) as ErrorsOf<C> satisfies ErrorMap
}

/** Errors any call may answer with. */
const common = errorsOf(
  'Internal',
  'BadInput',
  'NotFound',
  'NotSignedIn',
  'NotAllowed',
  'Busy',
  'NameTaken',
  'NeedsApproval',
  'Cancelled',
  'SecretStoreLocked',
)

/** Errors of calls that go to a device. */
export const deviceCallErrors = errorsOf(
  'DeviceUnreachable',
  'AddressUnknown',
  'PortClosed',
  'NotSsh',
  'LoginRefused',
  'KeyUnreadable',
  'AgentUnavailable',
  'HostKeyNotAccepted',
  'HostKeyChanged',
  'DeviceSilent',
  'DeviceConnectionLost',
  'DeviceGarbled',
  'CommandFailed',
  'SudoMissing',
  'SudoPasswordWrong',
  'LocalDockerMissing',
  'DockerMissing',
  'DockerStopped',
  'DockerForbidden',
)

/** Errors of calls that go to Proxmox. */
export const clusterCallErrors = errorsOf(
  'ClusterUnreachable',
  'ClusterFingerprintNotAccepted',
  'ClusterCertificateChanged',
  'ClusterLoginRefused',
  'ClusterCodeNeeded',
  'ClusterForbidden',
  'ClusterNoQuorum',
  'NodeDown',
  'ClusterRefused',
  'ClusterGarbled',
  'OutcomeUnknown',
  'GuestGone',
  'GuestLocked',
  'GuestChangedMeanwhile',
  'VmidTaken',
  'StorageFull',
  'GuestTaskFailed',
  'GuestRunning',
  'GuestForeign',
  'GuestInputInvalid',
  'NodeShort',
  'DiskWouldShrink',
  'NoGuestImage',
)

/** Errors of calls about declarations and plans. */
export const declarationCallErrors = errorsOf(
  'DeclarationsBroken',
  'DeclarationChangedMeanwhile',
  'DeclarationUnreadable',
  'PlanStale',
  'PlanImpossible',
  'RemoteUnreachable',
  'RemoteRefused',
  'RemoteAhead',
)

/** Errors of calls that ask a language model. */
export const modelCallErrors = errorsOf(
  'NoLanguageModel',
  'ModelUnreachable',
  'ModelRefused',
  'ModelUnknown',
  'ModelBusy',
  'ModelAnswersBadly',
  'ModelLimitReached',
)

/** Errors of calls about apps. */
export const appCallErrors = {
  ...deviceCallErrors,
  ...errorsOf(
    'RecipeBroken',
    'ComposeBroken',
    'SettingInvalid',
    'NoDeviceFits',
    'DeviceDoesNotFit',
    'PortTaken',
    'AppGone',
    'ForeignThing',
    'HasApps',
  ),
}

/** A call of the contract with its permission; add route, input and output to it. */
export const call = (permission: Permission) => oc.$meta<CallMeta>({ permission: 'admin' }).errors(common).meta({ permission })
