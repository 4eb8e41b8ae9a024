import { describeDeviceAccess } from '../behaviour/device-access/suite.ts'
import { openHomelab } from './demo-session.ts'

describeDeviceAccess('a simulated device', async () => {
  const open = await openHomelab({ devices: 1 })
  const { hostKey: _, ...target } = open.target('nuc-1')
  const image = 'vaultwarden/server:1.34.3'
  return {
    access: open.access,
    target,
    image,
    startContainer: async label => {
      const { out } = await open.access.session(open.target('nuc-1')).run({ argv: ['docker', 'run', '-d', '--label', label, image] })
      return out.trim()
    },
    close: open.close,
  }
})
