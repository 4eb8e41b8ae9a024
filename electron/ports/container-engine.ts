/** How far the download of one image is, in bytes as the engine tells them. */
export interface PullProgress {
  readonly image: string
  readonly doneBytes: number
  /** Known once every layer has told its size. */
  readonly totalBytes?: number
  /** The phase told last: "downloading" or "extracting". */
  readonly phase: 'downloading' | 'extracting'
}

/** A container as the engine describes it. */
export interface ContainerDetail {
  readonly id: string
  readonly name: string
  readonly image: string
  readonly labels: Readonly<Record<string, string>>
  readonly state: 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead'
  readonly health: 'healthy' | 'unhealthy' | 'starting' | 'none'
  readonly exitCode: number
  readonly outOfMemory: boolean
  readonly restartCount: number
  readonly startedAt?: number
  readonly memoryLimitBytes?: number
  /** Output of the last health probe. */
  readonly lastProbe?: string
}

export interface EngineLogLine {
  readonly at?: number
  readonly stream: 'out' | 'err'
  readonly text: string
}

/** Which labelled things are left of something. */
export interface LabelledThings {
  readonly containers: readonly { readonly id: string; readonly name: string }[]
  readonly networks: readonly { readonly id: string; readonly name: string }[]
  readonly volumes: readonly { readonly name: string }[]
}

/** A Docker engine. Errors: DockerMissing, DockerStopped, DockerForbidden, DeviceConnectionLost and what each call names. */
export interface ContainerEngine {
  version(
    signal?: AbortSignal,
  ): Promise<{ readonly version: string; readonly apiVersion: string; readonly rootDir: string; readonly architecture: string }>
  /** Size on disk of an image that is there. */
  image(
    reference: string,
    signal?: AbortSignal,
  ): Promise<{ readonly id: string; readonly sizeBytes: number; readonly architecture: string } | undefined>
  /** Downloads; true when something new came. Errors: ImageNotFound, ImageWrongPlatform, RegistryUnreachable, DiskFull. */
  pull(reference: string, onProgress: (progress: PullProgress) => void, signal?: AbortSignal): Promise<boolean>
  /** Removes an image unless a container uses it; missing is success. */
  removeImage(reference: string, signal?: AbortSignal): Promise<void>
  /** Containers with all these labels, running or not. */
  containers(labels: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<readonly ContainerDetail[]>
  /** Containers, networks and volumes with this label. */
  labelled(label: string, value: string, signal?: AbortSignal): Promise<LabelledThings>
  removeContainer(id: string, signal?: AbortSignal): Promise<void>
  removeNetwork(id: string, signal?: AbortSignal): Promise<void>
  removeVolume(name: string, signal?: AbortSignal): Promise<void>
  /** Log lines, oldest first; with `follow` until cancelled or the container is gone. */
  logs(container: string, options: { readonly tail: number; readonly follow: boolean }, signal?: AbortSignal): AsyncIterable<EngineLogLine>
  /** Container events with this label: `health_status`, `die`, `oom`, `start` … until cancelled. */
  events(label: string, signal: AbortSignal): AsyncIterable<{ readonly action: string; readonly container: string; readonly at: number }>
}
