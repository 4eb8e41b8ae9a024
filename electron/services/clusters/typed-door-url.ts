import { AppError } from '../../../shared/errors/app-error.ts'
import { doorUrl } from '../../core/cluster/door-url.ts'

/** The URL of a door a person typed. Errors: BadInput. */
export function typedDoorUrl(typed: string): string {
  const url = doorUrl(typed)
  if (url === undefined)
    throw new AppError('BadInput', { issues: [{ field: 'url', message: 'it is written like pve1, 192.168.1.10 or https://pve1:8006' }] })
  return url
}
