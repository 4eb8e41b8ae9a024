import { infoAnswer, versionAnswer } from '../engine/answers.ts'
import { imagesBytes } from '../engine/images.ts'
import { serveEngine } from '../engine/serve-engine.ts'
import { volumeBytes } from '../engine/usage.ts'
import { formatted, print, type Verb, valued } from './docker-lists.ts'
import { fillTemplate } from './go-template.ts'
import { readOptions } from './options.ts'

/** What stands after `docker system`. */
export const system: Readonly<Record<string, Verb>> = {
  'dial-stdio': async (_, process) => {
    await serveEngine(process)
    return 0
  },
  info: (args, process) => info(args, process),
  df: (args, process) => {
    const { device } = process
    const now = device.time.now()
    const options = readOptions(args, valued)
    const volumes = [...device.engine.volumes.values()].map(volume => ({
      Name: volume.name,
      Size: sizeInWords(volumeBytes(volume, now)),
      Links: 1,
    }))
    const images = [...device.engine.images.values()].map(image => ({
      Repository: image.references[0] ?? '',
      Size: sizeInWords(image.sizeBytes),
    }))
    const format = options.value('format')
    if (format && options.has('v', 'verbose'))
      print([fillTemplate(format, { Volumes: volumes, Images: images, Containers: [], BuildCache: [] })], process)
    else
      print(
        ['TYPE   TOTAL   SIZE', `Images   ${images.length}   ${sizeInWords(imagesBytes(device))}`, `Local Volumes   ${volumes.length}`],
        process,
      )
    return 0
  },
}

function sizeInWords(bytes: number): string {
  return bytes >= 1e9
    ? `${(bytes / 1e9).toPrecision(4)}GB`
    : bytes >= 1e6
      ? `${(bytes / 1e6).toPrecision(4)}MB`
      : `${(bytes / 1e3).toPrecision(4)}kB`
}

/** `docker info` */
export const info: Verb = (args, process) => {
  const answer = infoAnswer(process.device)
  const format = readOptions(args, valued).value('f', 'format')
  if (format) formatted(answer, format, process)
  else
    print(
      [
        'Client: Docker Engine - Community',
        ` Server Version: ${answer.ServerVersion}`,
        ` Storage Driver: ${answer.Driver}`,
        ` Docker Root Dir: ${answer.DockerRootDir}`,
      ],
      process,
    )
  return 0
}

/** `docker version` */
export const version: Verb = (args, process) => {
  const server = versionAnswer(process.device)
  const format = readOptions(args, valued).value('f', 'format')
  const answer = { Client: { Version: server.Version, ApiVersion: server.ApiVersion, Os: 'linux', Arch: server.Arch }, Server: server }
  if (format) formatted(answer, format, process)
  else
    print(
      [
        'Client: Docker Engine - Community',
        ` Version:           ${server.Version}`,
        '',
        'Server: Docker Engine - Community',
        ' Engine:',
        `  Version:          ${server.Version}`,
      ],
      process,
    )
  return 0
}
