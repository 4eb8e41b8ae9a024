import type { SimulatedDevice } from '../simulated-device.ts'
import { EngineError, type Image } from './engine-things.ts'
import { imageId, imageLayers, readReference } from './known-images.ts'

/** The image is on the device from now on, as if pulled at that moment. */
export function rememberImage(device: SimulatedDevice, reference: string, at: number): Image {
  const { familiar } = readReference(reference)
  const architecture = device.profile.dockerArchitecture
  const layers = imageLayers(reference, architecture)
  const image: Image = {
    id: imageId(reference, architecture),
    references: [familiar],
    sizeBytes: layers.reduce((sum, layer) => sum + layer.sizeBytes, 0),
    architecture,
    layers: layers.map(layer => layer.digest),
    createdAt: at,
  }
  device.engine.images.set(image.id, image)
  return image
}

/** The bytes that all images of a device take, each layer once. */
export function imagesBytes(device: SimulatedDevice): number {
  const sizes = new Map<string, number>()
  for (const image of device.engine.images.values())
    for (const reference of image.references)
      for (const layer of imageLayers(reference, image.architecture)) sizes.set(layer.digest, layer.sizeBytes)
  return [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0)
}

/** Removes an image; throws EngineError when it is not there or, without force, when a container uses it. */
export function removeImage(
  device: SimulatedDevice,
  named: string,
  force: boolean,
): readonly { readonly Untagged?: string; readonly Deleted?: string }[] {
  const { engine } = device
  const image = engine.image(named)
  if (!image) throw new EngineError(404, `No such image: ${readReference(named).familiar}`)
  const user = engine.all().find(container => container.imageId === image.id)
  if (user && (!force || user.state === 'running')) {
    const using = `container ${user.id.slice(0, 12)} is using its referenced image`
    throw new EngineError(
      409,
      `conflict: unable to remove repository reference "${named}" (must force) - ${using} ${image.id.slice(7, 19)}`,
    )
  }
  engine.images.delete(image.id)
  for (const reference of image.references) engine.tell({ type: 'image', action: 'untag', id: image.id, attributes: { name: reference } })
  engine.tell({ type: 'image', action: 'delete', id: image.id, attributes: { name: image.id } })
  return [...image.references.map(reference => ({ Untagged: reference })), { Deleted: image.id }]
}
