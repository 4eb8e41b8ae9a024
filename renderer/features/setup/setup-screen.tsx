import { useMutation, useQuery } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { useNavigate } from 'react-router'
import type { DeviceCheck, DeviceView } from '../../../shared/model/device.ts'
import { failureOf, problemFrom } from '../../lib/errors.ts'
import { api, queryClient } from '../../lib/query.ts'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { type CheckAct, CheckStep } from './check-step.tsx'
import { useDeviceSearch } from './device-search.ts'
import { DockerInstallation } from './docker-installation.tsx'
import { FindStep } from './find-step.tsx'
import { LoginStep } from './login-step.tsx'
import { type LastWishes, ReadyStep } from './ready-step.tsx'
import { SetupAside } from './setup-aside.tsx'
import { connectionOf, emptyLogin, type LoginDraft, type SetupStep, type Target, withoutSecrets } from './setup-draft.ts'
import { WelcomeStep } from './welcome-step.tsx'

/** The wizard that adds a device; it begins anew for each further one. */
export function SetupScreen() {
  const [round, setRound] = useState(0)
  const devices = useQuery(api.devices.list.queryOptions())
  if (devices.error !== null)
    return (
      <main className="mx-auto w-full max-w-[680px] px-9 pt-14">
        <ErrorPanel problem={problemFrom(devices.error)} onFix={() => void devices.refetch()} />
      </main>
    )
  if (devices.data === undefined) return null
  return <Setup key={round} devices={devices.data} onAnother={() => setRound(round + 1)} />
}

function Setup({ devices, onAnother }: { readonly devices: readonly DeviceView[]; readonly onAnother: () => void }) {
  const navigate = useNavigate()
  const [step, setStep] = useState<SetupStep>(devices.length === 0 ? 'welcome' : 'find')
  const [chosen, setChosen] = useState<string>()
  const [typed, setTyped] = useState('')
  const [correcting, setCorrecting] = useState(false)
  const [target, setTarget] = useState<Target>({ address: '', name: '' })
  const [login, setLogin] = useState<LoginDraft>(emptyLogin)
  const [hostKey, setHostKey] = useState<string>()
  const [device, setDevice] = useState<DeviceView>()
  const [checks, setChecks] = useState<readonly DeviceCheck[]>([])
  const [installation, setInstallation] = useState<string>()
  const test = useMutation(api.devices.test.mutationOptions({ gcTime: 0 }))
  const add = useMutation(api.devices.add.mutationOptions({ gcTime: 0 }))
  const check = useMutation(api.devices.check.mutationOptions({ onSuccess: setChecks }))
  const install = useMutation(api.devices.installDocker.mutationOptions({ onSuccess: ({ job }) => setInstallation(job) }))
  const start = useMutation(api.devices.startDocker.mutationOptions())
  const finish = useMutation({
    mutationFn: async ({ name, useKey }: LastWishes) => {
      if (device === undefined) return
      let now = device
      if (name !== now.name) now = await api.devices.edit.call({ device: now.id, name })
      if (useKey && now.loginMethod === 'password') now = await api.devices.logInByKey.call({ device: now.id })
      setDevice(now)
      await api.system.changeSettings.call({ setupDone: true })
    },
    onSuccess: () => queryClient.invalidateQueries(),
  })
  const search = useDeviceSearch(step === 'find')
  const name = device?.name ?? target.name

  const logIn = (accepted = hostKey) => {
    const connection = connectionOf(target, login, accepted)
    if (connection === undefined) return
    setHostKey(accepted)
    test.mutate(connection, {
      onSuccess: found => {
        setHostKey(found.hostKey)
        setTarget({ ...target, name: found.suggestedName })
        setChecks(found.checks)
        setStep('check')
      },
    })
  }
  /** Adds the device if it is not added yet, forgets what was typed to log in, then goes on with it. */
  const withDevice = (next: (added: DeviceView) => void) => {
    if (device !== undefined) return next(device)
    const connection = connectionOf(target, login, hostKey)
    if (connection === undefined) return setStep('login')
    add.mutate(
      { ...connection, name: target.name },
      {
        onSuccess: added => {
          setDevice(added)
          setLogin(withoutSecrets)
          test.reset()
          add.reset()
          next(added)
        },
      },
    )
  }
  const checkAgain = () => {
    setInstallation(undefined)
    install.reset()
    start.reset()
    if (device === undefined) logIn()
    else check.mutate({ device: device.id })
  }
  const act = (wanted: CheckAct) => {
    if (wanted === 'change-login') return setStep('login')
    withDevice(added => {
      if (wanted === 'install-docker') install.mutate({ device: added.id })
      else start.mutate({ device: added.id }, { onSuccess: () => check.mutate({ device: added.id }) })
    })
  }
  const recheck = check.mutate
  const deviceId = device?.id
  const installed = useCallback(() => {
    setInstallation(undefined)
    if (deviceId !== undefined) recheck({ device: deviceId })
  }, [deviceId, recheck])

  const aside = device === undefined ? <SetupAside devices={devices} onAdded={begun} /> : undefined
  function begun(added: DeviceView) {
    setDevice(added)
    setStep('check')
    check.mutate({ device: added.id })
  }
  const findAgain = (correct: boolean) => {
    setCorrecting(correct)
    setStep('find')
  }

  switch (step) {
    case 'welcome':
      return <WelcomeStep aside={aside} onNext={() => findAgain(false)} />
    case 'find':
      return (
        <FindStep
          search={search}
          chosen={chosen}
          onChoose={setChosen}
          typed={typed}
          onType={setTyped}
          correct={correcting}
          aside={aside}
          onBack={() => (devices.length === 0 ? setStep('welcome') : void navigate('/devices'))}
          onPick={({ address, name: called, door, user }) => {
            if (address !== target.address || door !== login.door) {
              test.reset()
              setHostKey(undefined)
            }
            setTarget({ address, name: called })
            setLogin(before => ({ ...before, door, user: user ?? before.user }))
            setStep('login')
          }}
        />
      )
    case 'login':
      return (
        <LoginStep
          target={target}
          login={login}
          onChange={change => setLogin(before => ({ ...before, ...change }))}
          ready={connectionOf(target, login, hostKey) !== undefined}
          pending={test.isPending}
          failure={test.error === null ? undefined : failureOf(test.error)}
          aside={aside}
          onBack={() => findAgain(false)}
          onChangeAddress={() => findAgain(true)}
          onSubmit={logIn}
        />
      )
    case 'check': {
      const error = add.error ?? check.error ?? install.error ?? start.error ?? test.error
      return (
        <CheckStep
          name={name}
          checks={checks}
          acts={device === undefined ? ['install-docker', 'start-docker', 'change-login'] : ['install-docker', 'start-docker']}
          pending={pendingWord({
            'Checking again': check.isPending || test.isPending,
            'Adding the device': add.isPending,
            'Beginning to install': install.isPending,
            'Starting Docker': start.isPending,
            'Installing Docker': installation !== undefined,
          })}
          problem={error === null ? undefined : problemFrom(error)}
          installation={
            installation === undefined ? undefined : <DockerInstallation job={installation} onInstalled={installed} onAgain={checkAgain} />
          }
          aside={aside}
          onBack={device === undefined ? () => setStep('login') : undefined}
          onAct={act}
          onAgain={checkAgain}
          onNext={() => withDevice(() => setStep('ready'))}
        />
      )
    }
    case 'ready':
      return device === undefined ? null : (
        <ReadyStep
          device={device}
          pending={finish.isPending ? 'Finishing' : undefined}
          problem={finish.error === null ? undefined : problemFrom(finish.error)}
          onLeave={(wishes, where) =>
            finish.mutate(wishes, {
              onSuccess: () => (where === 'another' ? onAnother() : void navigate(where === 'deploy' ? '/apps/catalog' : '/')),
            })
          }
        />
      )
  }
}

function pendingWord(words: Readonly<Record<string, boolean>>): string | undefined {
  return Object.entries(words).find(([, holds]) => holds)?.[0]
}
